// Shows this gateway that a signer is the user's: a wallet's account, or a passkey.
import { onClick, onSubmit, walletAddress } from "/static/asking.js";
import { knownPasskeys, showSigner } from "/static/signing.js";

async function show(signer) {
  await showSigner(signer);
  window.location.assign("/you");
}

for (const signer of knownPasskeys())
  document.getElementById("known").append(new Option(signer, signer));

onClick("button[data-wallet]", async () => show(await walletAddress()));
onSubmit("form[data-passkey]", (form) => show(form.elements.signer.value.trim().toLowerCase()));
