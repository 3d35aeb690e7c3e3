// Signing in, and what is one's own: asks the gateway's REST interface as any tool does.
import { csrf, onClick, onSubmit, personalSign, send, walletAddress } from "/static/asking.js";

// Where somebody wanted to go who was asked to sign in first; only ever a page of this gateway.
function wanted() {
  const asked = new URLSearchParams(window.location.search).get("next");
  if (!asked || !URL.canParse(asked, window.location.origin)) return null;
  const next = new URL(asked, window.location.origin);
  return next.origin === window.location.origin ? next.href : null;
}

if (window.location.pathname === "/sign-in") {
  const { hash, pathname, search } = window.location;
  const next = wanted();
  // Loaded again, the address has no "#" any more, and what was behind it is still kept.
  const kept = next && !hash && sessionStorage.getItem("next")?.startsWith(`${next}#`);
  if (!next) sessionStorage.removeItem("next");
  else if (!kept) sessionStorage.setItem("next", next + hash);
  // An invitation is behind the "#": it goes along where it is put, and out of the history.
  for (const link of document.querySelectorAll("a[data-elsewhere]")) link.hash = hash;
  if (hash) window.history.replaceState(null, "", pathname + search);
} else if (window.location.pathname === "/you" && sessionStorage.getItem("next")) {
  const next = sessionStorage.getItem("next");
  sessionStorage.removeItem("next");
  window.location.replace(next);
}

async function passkey(options, making) {
  const kind = window.PublicKeyCredential;
  if (!kind) throw new Error("This browser has no passkeys. Sign in another way.");
  const publicKey = making
    ? kind.parseCreationOptionsFromJSON(options)
    : kind.parseRequestOptionsFromJSON(options);
  const found = await navigator.credentials[making ? "create" : "get"]({ publicKey });
  return { credential: found.toJSON() };
}

async function signIn({ way, add, ...asked }) {
  const adding = add !== undefined;
  const making = adding || asked.new !== undefined;
  const given = { way, add: adding };
  if (way === "passkey") given.new = making;
  if (way === "wallet") given.address = await walletAddress();
  const begun = await send("POST", "/v1/sign-ins", given);
  if (begun.url) return window.location.assign(begun.url);
  const answer =
    way === "passkey"
      ? await passkey(begun.options, making)
      : { signature: await personalSign(begun.message, given.address) };
  const done = { sign_in: begun.sign_in, ...answer };
  await send("POST", adding ? "/v1/credentials" : "/v1/sessions", done);
  return window.location.assign("/you");
}

onClick("button[data-way]", (button) => signIn({ ...button.dataset }));

onSubmit("form[data-way=mail]", async (form) => {
  const add = form.dataset.add !== undefined;
  await send("POST", "/v1/sign-ins", { way: "mail", address: form.elements.address.value, add });
  form.querySelector("[role=status]").hidden = false;
});

onClick("button[data-link]", async (button) => {
  const to = csrf ? "/v1/credentials" : "/v1/sessions";
  await send("POST", to, { sign_in: button.dataset.link });
  window.location.assign("/you");
});

onClick("button[data-send]", async (button) => {
  const { send: what, body, sure, told } = button.dataset;
  if (sure && !window.confirm(sure)) return;
  const [method, path] = what.split(" ");
  await send(method, path, body && JSON.parse(body));
  if (told) sessionStorage.setItem("told", told);
  window.location.reload();
});

// What was done, on the page that no longer shows it.
const told = document.getElementById("told");
if (told && sessionStorage.getItem("told")) {
  told.firstElementChild.textContent = sessionStorage.getItem("told");
  told.hidden = false;
  sessionStorage.removeItem("told");
}

onSubmit("form[data-token]", async (form) => {
  const given = new FormData(form);
  const draft = { name: given.get("name"), scopes: given.getAll("scopes") };
  const made = await send("POST", "/v1/tokens", draft);
  const told = form.querySelector("[role=status]");
  told.querySelector("code").textContent = made.secret;
  told.hidden = false;
});
