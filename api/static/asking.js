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

export async function walletAddress() {
  if (!window.ethereum) throw new Error("There is no wallet in this browser. Choose another way.");
  const [address] = await window.ethereum.request({ method: "eth_requestAccounts" });
  return address.toLowerCase();
}

export function personalSign(message, address) {
  const bytes = [...new TextEncoder().encode(message)];
  const text = `0x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  return window.ethereum.request({ method: "personal_sign", params: [text, address] });
}
