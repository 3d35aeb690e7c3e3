// Shows this gateway that a signer is the user's: a wallet's account, or a passkey.
import { trying, walletAddress } from "/static/asking.js";
import { knownPasskeys, showSigner } from "/static/signing.js";

const form = document.querySelector("form[data-passkey]");

async function show(signer) {
  await showSigner(signer);
  window.location.assign("/you");
}

for (const signer of knownPasskeys())
  document.getElementById("known").append(new Option(signer, signer));

document
  .querySelector("button[data-wallet]")
  .addEventListener("click", () => trying(async () => show(await walletAddress())));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  trying(() => show(form.elements.signer.value.trim().toLowerCase()));
});
