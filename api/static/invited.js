// The link of an invitation: signed on this device where it has to be, and copied.
import { trying } from "/static/asking.js";
import { choose, signAct } from "/static/signing.js";

const link = document.getElementById("link");
const copy = document.querySelector("button[data-copy]");
const button = document.querySelector("button[data-sign]");

async function invite(sheet) {
  const signer = choose(sheet.signers);
  const { signature } = await signAct(signer, sheet.digest, sheet.typed_data);
  const signed = { inviter: signer.slice(2), signature: signature.slice(2) };
  const whole = btoa(JSON.stringify({ ...sheet.invitation, ...signed }));
  const text = whole.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  link.textContent = sheet.link + text;
  document.querySelector("h1").textContent = "Hand over this link";
  document.getElementById("signed").hidden = false;
  document.getElementById("unsigned").hidden = true;
}

button?.addEventListener("click", () => trying(() => invite(JSON.parse(button.dataset.sign))));
copy.addEventListener("click", () =>
  trying(async () => {
    await navigator.clipboard.writeText(link.textContent);
    document.querySelector("[role=status]").textContent = "It is in your clipboard.";
  }),
);
