// What scripts of the pages share: they ask the gateway's REST interface as any tool does.
export const csrf = document.querySelector("meta[name=csrf-token]")?.content || undefined;

const refusals = {
  NotAllowedError: "The device was not asked, or said no. Try again, or another way.",
  InvalidStateError: "This device has a passkey for you already.",
  SecurityError: "This browser keeps no passkeys for this address.",
};

export async function send(method, path, body, more = {}) {
  const headers = { "Content-Type": "application/json", ...more };
  if (csrf) headers["X-CSRF-Token"] = csrf;
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const told = answer.status === 204 ? null : await answer.json();
  if (answer.ok) return told;
  const error = new Error([told.detail, told.hint].filter(Boolean).join(" "));
  throw Object.assign(error, { status: answer.status });
}

// Does something, and says in the page's place for it what went wrong.
export async function trying(work, fault = document.getElementById("fault")) {
  fault.hidden = true;
  try {
    await work();
  } catch (error) {
    fault.firstElementChild.textContent = refusals[error.name] ?? error.message;
    fault.hidden = false;
    fault.focus();
  }
}

// The page's place for that, put before what it is about.
export function faultBefore(node) {
  const fault = document.getElementById("fault");
  node.before(fault);
  return fault;
}

// A click on any of these buttons does some work; `near`: before what its fault is said.
export function onClick(selector, work, near) {
  for (const button of document.querySelectorAll(selector))
    button.addEventListener("click", () => trying(() => work(button), near?.(button)));
}

// Any of these forms is sent by a script, and not again until that is done.
export function onSubmit(selector, work, near) {
  for (const form of document.querySelectorAll(selector))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      button.disabled = true;
      trying(() => work(form), near?.(form)).finally(() => {
        button.disabled = false;
      });
    });
}

// What is behind "#" no server is sent: it goes into a field, and out of the address and history.
export function takeFragment(field) {
  const found = window.location.hash.slice(1);
  if (!field || !found) return false;
  field.value = found;
  field.closest("div").hidden = true;
  window.history.replaceState(null, "", window.location.pathname);
  return true;
}

export const toHex = (bytes) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export async function walletAddress() {
  if (!window.ethereum) throw new Error("There is no wallet in this browser. Choose another way.");
  const [address] = await window.ethereum.request({ method: "eth_requestAccounts" });
  return address.toLowerCase();
}

export function personalSign(message, address) {
  const text = `0x${toHex(new TextEncoder().encode(message))}`;
  return window.ethereum.request({ method: "personal_sign", params: [text, address] });
}
