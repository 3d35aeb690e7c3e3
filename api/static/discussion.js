// Saying something about a vote, and what becomes of a text that somebody reports.
import { faultBefore, onClick, onSubmit, send } from "/static/asking.js";

const say = document.querySelector("form[data-say]");
const answering = document.querySelector("[data-answering]");
let key = null;
let to = null;

// The same words sent again after a fault are the same comment; other words are another one.
function keyed() {
  key ??= [...crypto.getRandomValues(new Uint8Array(16))].join("-");
  return { "Idempotency-Key": `"${key}"` };
}

function answer(comment, who) {
  to = comment;
  key = null;
  answering.hidden = comment === null;
  answering.querySelector("strong").textContent = who;
  say.elements.text.focus();
}

// Another address first, so that the page is asked for again and shows what is new.
function show(anchor) {
  window.history.replaceState(null, "", `${window.location.pathname}#${anchor}`);
  window.location.reload();
}

const besides = (button) => faultBefore(button.parentElement);

onSubmit(
  "form[data-say]",
  async () => {
    const draft = { text: say.elements.text.value, reply_to: to };
    const said = await send("POST", say.dataset.say, draft, keyed());
    show(`comment-${said.comment}`);
  },
  faultBefore,
);

say?.addEventListener("input", () => {
  key = null;
});
answering?.querySelector("button").addEventListener("click", () => answer(null, ""));

for (const button of document.querySelectorAll("button[data-answer]"))
  button.addEventListener("click", () => answer(button.dataset.answer, button.dataset.who));

onClick(
  "button[data-take-back]",
  async (button) => {
    if (!window.confirm("Take it back? Its text is destroyed here; that you said something stays."))
      return;
    await send("DELETE", button.dataset.takeBack);
    show(button.closest(".remark").id);
  },
  besides,
);

onSubmit(
  "form[data-report]",
  async (form) => {
    const draft = { text: form.dataset.text, reason: form.elements.reason.value };
    await send("POST", form.dataset.report, draft);
    show(form.closest(".remark").id);
  },
  faultBefore,
);

onSubmit(
  "form[data-appeal]",
  async (form) => {
    await send("POST", form.dataset.appeal, { appeal: form.elements.appeal.value });
    show(form.closest(".report").id);
  },
  faultBefore,
);

onClick(
  "button[data-decide]",
  async (button) => {
    await send("POST", button.dataset.decide, { hide: button.dataset.hide === "true" });
    show(button.closest(".report").id);
  },
  besides,
);
