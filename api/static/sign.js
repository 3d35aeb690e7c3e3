// Has an act signed by the devices that it waits for, and posts it as any tool does.
import { onClick, send } from "/static/asking.js";
import { choose, showSigner, signAct } from "/static/signing.js";

const button = document.querySelector("button[data-sign]");
const sheet = JSON.parse(button.dataset.sign);
let signatures = null;
let accepted = null;

async function sign() {
  const found = [];
  for (const { field, signers } of sheet.asks) {
    const signer = choose(signers);
    const made = await signAct(signer, sheet.digest, sheet.typed_data);
    sheet.body[field] = made.signature;
    if (field === "signature") sheet.body.signer = signer;
    found.push(made);
  }
  return found;
}

// Signed once, it can be sent again as it is while nobody knows whether it came through.
async function post() {
  signatures ??= await sign();
  const headers = { "Idempotency-Key": sheet.key, Prefer: "wait=20" };
  try {
    const answer = await send("POST", sheet.path, sheet.body, headers);
    for (const { taken } of signatures) taken();
    return answer;
  } catch (error) {
    if (error.status >= 400 && error.status < 500 && error.status !== 409) signatures = null;
    throw error;
  }
}

async function run() {
  button.disabled = true;
  try {
    accepted ??= await post();
    if (sheet.show) await showSigner(sheet.show);
    window.location.assign(sheet.next + accepted.act);
  } finally {
    button.disabled = false;
  }
}

onClick("button[data-sign]", run);
