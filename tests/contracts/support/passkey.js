import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { concat, encodeAbiParameters, toHex } from "viem";

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const PRESENT_AND_VERIFIED = 0x05;
const ASSERTION = [
  { name: "r", type: "bytes32" },
  { name: "s", type: "bytes32" },
  { name: "challengeIndex", type: "uint256" },
  { name: "typeIndex", type: "uint256" },
  { name: "authenticatorData", type: "bytes" },
  { name: "clientDataJSON", type: "string" },
];

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const hex = (base64) => toHex(Uint8Array.from(Buffer.from(base64, "base64url")));

/** An authenticator with a real P-256 key; its signer bytes are the verifier's address and the public key. */
export class Passkey {
  constructor(verifier) {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x, y } = pair.publicKey.export({ format: "jwk" });
    this.key = pair.privateKey;
    this.signer = concat([verifier, hex(x), hex(y)]);
  }

  /** A WebAuthn assertion over a digest; `upperS` leaves s as half of all authenticators send it. */
  async sign(digest, { flags = PRESENT_AND_VERIFIED, upperS = false, type = "webauthn.get" } = {}) {
    const challenge = Buffer.from(digest.slice(2), "hex").toString("base64url");
    const clientDataJSON = `{"type":"${type}","challenge":"${challenge}","origin":"http://localhost"}`;
    const counter = Buffer.alloc(4);
    const authenticatorData = Buffer.concat([sha256("localhost"), Buffer.from([flags]), counter]);
    const signed = Buffer.concat([authenticatorData, sha256(clientDataJSON)]);
    const signature = sign("sha256", signed, { key: this.key, dsaEncoding: "ieee-p1363" });
    const r = BigInt(toHex(Uint8Array.from(signature.subarray(0, 32))));
    const s = BigInt(toHex(Uint8Array.from(signature.subarray(32))));
    const isUpper = s > ORDER / 2n;
    return encodeAbiParameters(ASSERTION, [
      toHex(r, { size: 32 }),
      toHex(isUpper === upperS ? s : ORDER - s, { size: 32 }),
      BigInt(clientDataJSON.indexOf('"challenge"')),
      BigInt(clientDataJSON.indexOf('"type"')),
      toHex(Uint8Array.from(authenticatorData)),
      clientDataJSON,
    ]);
  }
}
