"""An authenticator with a real P-256 key; the contracts take what it says."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from Crypto.Hash import SHA256
from Crypto.PublicKey import ECC
from Crypto.Signature import DSS
from eth_abi.abi import encode

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PRESENT_AND_VERIFIED = 0x05


class Passkey:
    """A Signer: its signer bytes are the verifier's address (0x hex) and the public key."""

    def __init__(self, verifier: str) -> None:
        self._key = ECC.generate(curve="P-256")
        point = self._key.pointQ
        public = int(point.x).to_bytes(32) + int(point.y).to_bytes(32)
        self.signer = bytes.fromhex(verifier[2:]) + public

    def sign(
        self,
        digest: bytes,
        *,
        flags: int = PRESENT_AND_VERIFIED,
        upper_s: bool = False,
        kind: str = "webauthn.get",
        challenge: bytes | None = None,
    ) -> bytes:
        """A WebAuthn assertion over a digest, or one that is wrong in a single way."""
        said = urlsafe_b64encode(digest if challenge is None else challenge).rstrip(b"=").decode()
        client = f'{{"type":"{kind}","challenge":"{said}","origin":"http://localhost"}}'
        authenticator = sha256(b"localhost").digest() + bytes([flags]) + bytes(4)
        message = SHA256.new(authenticator + sha256(client.encode()).digest())
        raw = DSS.new(self._key, "fips-186-3").sign(message)
        s = int.from_bytes(raw[32:])
        low = min(s, ORDER - s)
        places = client.index('"challenge"'), client.index('"type"')
        types = ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"]
        size = (ORDER - low if upper_s else low).to_bytes(32)
        return encode(types, [raw[:32], size, *places, authenticator, client])
