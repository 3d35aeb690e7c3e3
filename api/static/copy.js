// Copies what a field or a link on the page holds, and says so beside the button.
import { faultBefore, onClick } from "/static/asking.js";

onClick(
  "button[data-copy]",
  async (button) => {
    const shown = document.getElementById(button.dataset.copy);
    shown.select?.();
    await navigator.clipboard.writeText(shown.value ?? shown.textContent);
    button.parentElement.querySelector("[role=status]").textContent = "It is in your clipboard.";
  },
  (button) => faultBefore(button.parentElement),
);
