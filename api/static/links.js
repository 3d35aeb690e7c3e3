// Links to attest: making them, taking them back, and opening one.
import { faultBefore, send, trying } from "/static/asking.js";

for (const form of document.querySelectorAll("form[data-make]"))
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trying(async () => {
      const days = Number(form.elements.days.value);
      const made = await send("POST", form.dataset.make, { days });
      form.elements.made.value = made.url;
      for (const part of form.querySelectorAll("[hidden]")) part.hidden = false;
      form.elements.made.select();
    }, faultBefore(form));
  });

for (const button of document.querySelectorAll("button[data-copy]"))
  button.addEventListener("click", () =>
    trying(async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    }, faultBefore(button.parentElement)),
  );

for (const button of document.querySelectorAll("button[data-revoke]"))
  button.addEventListener("click", () =>
    trying(
      async () => {
        await send("DELETE", button.dataset.revoke);
        window.location.reload();
      },
      faultBefore(button.closest("ul")),
    ),
  );

// What is behind "#" no server is sent: it goes into the form, and out of the address and history.
function take() {
  const field = document.querySelector("form[data-open] input[name=secret]");
  const secret = window.location.hash.slice(1);
  if (!field || !secret) return;
  field.value = secret;
  field.closest("div").hidden = true;
  window.history.replaceState(null, "", window.location.pathname);
}

window.addEventListener("hashchange", take);
take();
