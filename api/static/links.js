// Links to attest: making them, taking them back, and opening one.
import "/static/copy.js";
import { faultBefore, onClick, onSubmit, send, takeFragment } from "/static/asking.js";

onSubmit(
  "form[data-make]",
  async (form) => {
    const days = Number(form.elements.days.value);
    const made = await send("POST", form.dataset.make, { days });
    form.elements.made.value = made.url;
    for (const part of form.querySelectorAll("[hidden]")) part.hidden = false;
    form.elements.made.select();
  },
  faultBefore,
);

onClick(
  "button[data-revoke]",
  async (button) => {
    await send("DELETE", button.dataset.revoke);
    window.location.reload();
  },
  (button) => faultBefore(button.closest("ul")),
);

const take = () => takeFragment(document.querySelector("form[data-open] input[name=secret]"));
window.addEventListener("hashchange", take);
take();
