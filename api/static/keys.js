// Before a form goes: has this device make a passkey, or asks its wallet for an account.
import { takeFragment, trying, walletAddress } from "/static/asking.js";
import { makePasskey } from "/static/signing.js";

const form = document.querySelector("form[data-verifier]");
const fields = form.elements;

if (takeFragment(fields.invitation)) document.getElementById("invited").hidden = false;

// A key that was made for a form stays with it when that comes back, for this way only.
for (const choice of form.querySelectorAll("[name=way]"))
  choice.addEventListener("change", () => {
    fields.signer.value = "";
  });

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
  // What is missing is told before the device makes anything.
  if ([fields.invitation, fields.name].some((field) => field && !field.value.trim())) return;
  event.preventDefault();
  trying(makeKey, document.getElementById("key-fault"));
});
