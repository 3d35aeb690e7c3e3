// Before a form goes: has this device make a passkey, or asks its wallet for an account.
import { trying, walletAddress } from "/static/asking.js";
import { makePasskey } from "/static/signing.js";

const form = document.querySelector("form[data-verifier]");
const fields = form.elements;

// An invitation comes behind the # of a link; it goes into the form, and out of the history.
if (fields.invitation && window.location.hash.length > 1) {
  fields.invitation.value = window.location.hash.slice(1);
  fields.invitation.parentElement.hidden = true;
  document.getElementById("invited").hidden = false;
  window.history.replaceState(null, "", window.location.pathname);
}

async function makeKey() {
  const way = fields.way.value;
  const name = fields.name?.value.trim() || form.dataset.name;
  const community = document.querySelector("nav li").textContent.trim();
  if (way === "passkey")
    fields.signer.value = await makePasskey(form.dataset.verifier, `${name} · ${community}`);
  if (way === "wallet") fields.signer.value = await walletAddress();
  form.submit();
}

form.addEventListener("submit", (event) => {
  if (fields.way.value === "managed" || fields.signer.value) return;
  event.preventDefault();
  trying(makeKey, document.getElementById("key-fault"));
});
