// What one is told of and how, and whether this very browser is told.
import { faultBefore, onClick, onSubmit, send, toHex, trying } from "/static/asking.js";

const WORKER = "/static/pushed.js";
const form = document.querySelector("form[data-telling]");
const device = document.querySelector("[data-push]");

onSubmit(
  "form[data-telling]",
  async () => {
    const saved = form.querySelector("[data-saved]");
    saved.textContent = "";
    // What the form does not show stays as it is.
    const { kinds } = await send("GET", "/v1/notices/settings");
    for (const box of form.querySelectorAll("input:enabled")) {
      const [kind, way] = box.name.split(" ");
      kinds[kind][way] = box.checked;
    }
    await send("PUT", "/v1/notices/settings", { kinds });
    saved.textContent = "Saved.";
  },
  faultBefore,
);
form.addEventListener("input", () => {
  form.querySelector("[data-saved]").textContent = "";
});

const refusals = {
  AbortError: "This browser cannot reach the service of its maker that would tell it. Try later.",
  NotAllowedError: "This browser has not allowed it.",
  NotSupportedError: "This browser cannot be told.",
};

async function subscribed() {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

// The gateway knows a browser by the hash of its address.
async function nameOf(subscription) {
  const hashed = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(subscription.endpoint),
  );
  return toHex(hashed);
}

// The worker's scope holds no page: it sees no request, and does nothing but show what is pushed.
async function worker() {
  const registration = await navigator.serviceWorker.register(WORKER);
  const begun = registration.installing ?? registration.waiting;
  if (!registration.active && begun)
    await new Promise((done, failed) => {
      begun.addEventListener("statechange", () => {
        if (begun.state === "activated") done();
        if (begun.state === "redundant") failed(new Error("This browser has dropped the worker."));
      });
    });
  return registration;
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted")
    throw new Error("This browser has not allowed it. Its settings for this site can change that.");
  const { pushManager } = await worker();
  // One made with another key, of an installation before, would be refused.
  await (await pushManager.getSubscription())?.unsubscribe();
  const applicationServerKey = device.dataset.push;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint, keys } = made.toJSON();
  try {
    await send("POST", "/v1/notices/subscriptions", { endpoint, keys });
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
}

async function unsubscribe() {
  const held = await subscribed();
  const there = await known(held);
  if (there) await send("DELETE", `/v1/notices/subscriptions/${await nameOf(held)}`);
  await held?.unsubscribe();
}

async function known(held) {
  if (held === null) return null;
  const name = await nameOf(held);
  return document.querySelector(`[data-device="${name}"]`);
}

function unable() {
  if (!window.isSecureContext) return "Devices are told over https only, and this page is not.";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window))
    return "This browser cannot be told: it takes no notices from pages.";
  if (Notification.permission === "denied")
    return "This browser refuses notices from this page. Allow them in its settings for this site, and come back.";
  return "";
}

async function tell() {
  const reason = unable();
  const here = reason ? null : await known(await subscribed());
  if (here) here.querySelector("[data-here]").hidden = false;
  device.querySelector("[data-told]").textContent =
    reason || (here ? "This browser is told." : "This browser is not told.");
  device.querySelector("[data-subscribe]").hidden = Boolean(reason || here);
  device.querySelector("[data-unsubscribe]").hidden = !here;
}

// What comes of it is seen when the page is asked for again.
function changing(work) {
  return async () => {
    try {
      await work();
      window.location.reload();
    } catch (error) {
      await tell();
      throw new Error(refusals[error.name] ?? error.message);
    }
  };
}

const beforeDevice = () => faultBefore(device);
onClick("[data-subscribe]", changing(subscribe), beforeDevice);
onClick("[data-unsubscribe]", changing(unsubscribe), beforeDevice);
if (device) trying(tell);
