// Signatures by devices: passkeys (WebAuthn Level 3) and wallets (EIP-1193), as the contracts take them.
import { personalSign, send, toHex, walletAddress } from "/static/asking.js";

// The order of the curve P-256 (SEC 2, secp256r1).
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const fromHex = (text) =>
  Uint8Array.from(text.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const known = (signer) => localStorage.getItem(`passkey ${signer}`);
const isPasskey = (signer) => signer.length > 42;

function remember(signer, credential) {
  localStorage.setItem(`passkey ${signer}`, toHex(credential.rawId));
}

// Makes a passkey on this device; answers the signer that the chain will know: verifier, x and y.
export async function makePasskey(verifier, name) {
  if (!window.PublicKeyCredential)
    throw new Error("This browser has no passkeys. Choose another way.");
  const publicKey = {
    rp: { name: "Auzolan" },
    user: { id: random(32), name, displayName: name },
    challenge: random(32),
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
  };
  const credential = await navigator.credentials.create({ publicKey });
  // The last 64 bytes of a P-256 key in SubjectPublicKeyInfo (RFC 5480) are its coordinates.
  const key = new Uint8Array(credential.response.getPublicKey()).slice(-64);
  const signer = verifier + toHex(key);
  remember(signer, credential);
  return signer;
}

async function passkeySign(signer, digest) {
  const id = known(signer);
  const allowCredentials = id ? [{ type: "public-key", id: fromHex(`0x${id}`) }] : [];
  const challenge = fromHex(digest);
  const publicKey = { challenge, allowCredentials, userVerification: "required" };
  const credential = await navigator.credentials.get({ publicKey });
  const signature = encoded(credential.response);
  return { signature, taken: () => remember(signer, credential) };
}

// As OpenZeppelin's WebAuthn library decodes it: (r, s, challengeIndex, typeIndex, bytes, bytes).
function encoded({ authenticatorData, clientDataJSON, signature }) {
  const [r, s] = integers(new Uint8Array(signature));
  const client = new TextDecoder("latin1").decode(clientDataJSON);
  // Both s and its negative sign the same; the contracts take the lower one only.
  const low = s > ORDER / 2n ? ORDER - s : s;
  const places = [client.indexOf('"challenge"'), client.indexOf('"type"')].map(BigInt);
  const tails = [toHex(authenticatorData), toHex(clientDataJSON)].map((hex) => {
    const length = word(BigInt(hex.length / 2));
    return length + hex.padEnd(Math.ceil(hex.length / 64) * 64, "0");
  });
  const first = 6n * 32n;
  const second = first + BigInt(tails[0].length / 2);
  const heads = [r, low, ...places, first, second].map(word);
  return `0x${heads.join("")}${tails.join("")}`;
}

const word = (value) => value.toString(16).padStart(64, "0");

// The two integers of a signature in DER (RFC 3279, section 2.2.3), each shorter than 128 bytes.
function integers(der) {
  const found = [];
  for (let place = 2; found.length < 2; place += 2 + der[place + 1])
    found.push(BigInt(`0x${toHex(der.slice(place + 2, place + 2 + der[place + 1]))}`));
  return found;
}

async function walletOf(signer) {
  const address = await walletAddress();
  if (address === signer) return address;
  throw new Error(`Choose the account ${signer} in your wallet: it speaks for you here.`);
}

// Of several signers the one whose key is likely here: a passkey of this browser, or its wallet.
export function choose(signers) {
  const wallet = window.ethereum && signers.find((signer) => !isPasskey(signer));
  return signers.find(known) ?? wallet ?? signers.find(isPasskey) ?? signers[0];
}

// The passkeys that this browser has made or used.
export function knownPasskeys() {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith("passkey 0x"))
    .map((name) => name.slice("passkey ".length));
}

// Signs an act; `taken` is to be called once the ledger took the signature.
export async function signAct(signer, digest, typedData) {
  if (isPasskey(signer)) return passkeySign(signer, digest);
  const params = [await walletOf(signer), JSON.stringify(typedData)];
  const signature = await window.ethereum.request({ method: "eth_signTypedData_v4", params });
  return { signature, taken: () => {} };
}

// Shows this gateway that a signer is the user's, so that it knows for whom they speak.
export async function showSigner(signer) {
  const asked = await send("POST", "/v1/statements", { signer });
  const { signature, taken } = isPasskey(signer)
    ? await passkeySign(signer, asked.digest)
    : await personal(signer, asked.message);
  await send("POST", "/v1/signers", { sign_in: asked.sign_in, signature });
  taken();
}

async function personal(signer, message) {
  return { signature: await personalSign(message, await walletOf(signer)), taken: () => {} };
}
