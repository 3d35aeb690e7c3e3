// The link of an invitation: signed on this device where it has to be, and copied.
import "/static/copy.js";
import { onClick } from "/static/asking.js";
import { choose, signAct } from "/static/signing.js";

const link = document.getElementById("link");

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

onClick("button[data-sign]", (button) => invite(JSON.parse(button.dataset.sign)));
