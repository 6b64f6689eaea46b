import { each } from "./ready.js";

// A second tap on the same button sends nothing twice. Coming back to the page makes the form usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setButtons(form, true);
});
// htmx sends by itself and tells when the answer is there.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.tagName !== "FORM" || event.detail.requestConfig.verb === "get") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setButtons(form, true);
});
document.addEventListener("htmx:afterRequest", (event) => event.detail.elt.dataset?.sent && release(event.detail.elt));
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

function release(form) {
  delete form.dataset.sent;
  setButtons(form, false);
}

function setButtons(form, busy) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

// How much room is left, said once somebody comes near the end.
each("textarea[maxlength]", (area) => {
  const counter = document.createElement("p");
  counter.className = "counter";
  counter.setAttribute("aria-live", "polite");
  area.after(counter);
  area.addEventListener("input", () => {
    const left = area.maxLength - area.value.length;
    counter.textContent = left < 200 ? new Intl.NumberFormat(document.documentElement.lang).format(left) : "";
  });
});

// `<select data-submits>`: choosing is enough; without a script there is a button (in <noscript>).
each("[data-submits]", (field) => field.addEventListener("change", () => field.form.requestSubmit()));

// A menu closes when one goes elsewhere, or by Escape.
document.addEventListener("click", (event) => closeMenus((menu) => !menu.contains(event.target)));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(() => true);
});

function closeMenus(which) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!which(menu)) continue;
    const focused = menu.contains(document.activeElement);
    menu.open = false;
    if (focused) menu.querySelector("summary").focus();
  }
}
