// Handing a page on: the phone's own way of sharing, printing, and the address chosen whole at a touch.
import { each } from "./ready.js";

each("[data-share]", (button) => {
  if (!navigator.share) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Who closes the phone's dialog again has changed their mind: nothing went wrong.
    navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
  });
});
each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
each("[data-select]", (field) => field.addEventListener("focus", () => field.select()));
