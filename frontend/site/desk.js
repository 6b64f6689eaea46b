import { each } from "./ready.js";

// An operation draws the whole desk anew. What was begun in its other forms is not lost by that.
let begun = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  const desk = event.detail.target;
  if (desk.id !== "_desk" || !event.detail.shouldSwap) return;
  const sent = event.detail.requestConfig.elt.closest("form");
  begun = [...desk.querySelectorAll("form.desk-form")].filter((form) => form !== sent).flatMap(changed);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const { id, value, checked, files } of begun) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (files) field.files = files;
    else if (checked === undefined) field.value = value;
    else field.checked = checked;
    field.closest("details")?.setAttribute("open", "");
  }
  begun = [];
});

function changed(form) {
  return [...form.elements].filter((field) => field.id && isChanged(field)).map(({ id, type, value, checked, files }) => ({
    id,
    value,
    files: type === "file" ? files : undefined,
    checked: type === "checkbox" || type === "radio" ? checked : undefined,
  }));
}

function isChanged(field) {
  if (field.type === "hidden" || field.tagName === "BUTTON" || field.tagName === "FIELDSET") return false;
  if (field.type === "file") return field.files.length > 0;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  // A canned reply was put in by the server: it is not sent yet either.
  if (field.tagName === "TEXTAREA" && field.closest("[data-begun]")) return field.value !== "";
  return field.value !== field.defaultValue;
}

// Ctrl+Enter sends what is being written.
each("form.desk-form textarea", (area) =>
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
  }),
);

// In a list of rows the arrow keys go up and down, once one of them has the focus.
each("[data-rows]", (list) =>
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const links = [...list.querySelectorAll(".row__title a")];
    const next = links[links.indexOf(document.activeElement) + step];
    if (!next || !links.includes(document.activeElement)) return;
    event.preventDefault();
    next.focus();
  }),
);
