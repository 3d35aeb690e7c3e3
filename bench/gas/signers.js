/** Who signs in the bench: keys made from labels, so that every run measures the same bytes. */
import { p256 } from "@noble/curves/p256";
import {
  concat,
  decodeAbiParameters,
  encodeAbiParameters,
  parseAbiParameters,
  sha256,
  stringToHex,
  toHex,
} from "viem";

import { hashOf, Person } from "../../tests/contracts/support/acts.js";
import { Passkey } from "../../tests/contracts/support/passkey.js";
import { ECRECOVER, P256VERIFY } from "./floor.js";

const ASSERTION = parseAbiParameters("bytes32, bytes32, uint256, uint256, bytes, string");
const word = (number) => toHex(number, { size: 32 });

/** The tests' passkey with a key from its label, which signs the same thing the same way (RFC 6979). */
class SteadyPasskey extends Passkey {
  constructor(verifier, label) {
    super(verifier);
    this.secret = hashOf(`passkey of ${label}`).slice(2);
    const point = p256.getPublicKey(this.secret, false).slice(1);
    this.signer = concat([verifier, toHex(point)]);
  }

  async sign(digest) {
    const [, , ...rest] = decodeAbiParameters(ASSERTION, await super.sign(digest));
    const [, , authenticatorData, clientDataJSON] = rest;
    const signed = sha256(concat([authenticatorData, sha256(stringToHex(clientDataJSON))]));
    const { r, s } = p256.sign(signed.slice(2), this.secret, { lowS: true });
    return encodeAbiParameters(ASSERTION, [word(r), word(s), ...rest]);
  }
}

const passkey = (label, verifier) => new SteadyPasskey(verifier, label);

/**
 * The kinds of signers: the hardfork whose rules the node follows, what to check a signature costs at least, and how
 * many acts go into a relay, which takes 256. Osaka brought the precompile for P-256 (EIP-7951); without it the
 * verifier computes, and some 36 acts fill a transaction.
 */
export const ECDSA = {
  suffix: "",
  hardfork: "osaka",
  check: ECRECOVER,
  perRelay: 255,
  make: (label) => new Person(label),
};
export const PASSKEYS = {
  suffix: ", passkeys",
  hardfork: "osaka",
  check: P256VERIFY,
  perRelay: 255,
  make: passkey,
};
export const PASSKEYS_ALONE = {
  suffix: ", passkeys without the precompile",
  hardfork: "prague",
  check: null,
  perRelay: 36,
  make: passkey,
  note: "no limit: the verifier computes P-256 in Solidity, some thousands of gas more or less by the signature",
};
