// Keys of the staff's pages. The page says which key reaches what (`data-key`); nothing fires while somebody writes, and
// with the letters switched off (no `data-keys`) nothing does at all.
import { each } from "./ready.js";
import { rows, current, moveTo } from "./rows.js";

const PAUSE_MS = 1500;
const WRITING = "input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]";
const FIELDS = "input:not([type=hidden], [type=file]), textarea, select";
let begun = "";
let since = 0;
let lastTicked;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") leave(event.target);
  const isOff = !document.querySelector("[data-keys]") || document.querySelector("dialog[open]");
  if (isOff || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITING)) return;
  if (["Shift", "Enter", " ", "Tab", "Escape"].includes(event.key)) return;
  const isSecond = begun && event.timeStamp - since < PAUSE_MS;
  const typed = isSecond ? `${begun} ${event.key}` : event.key;
  begun = "";
  if (inList(typed) || reach(document.querySelector(`[data-key="${CSS.escape(typed)}"]`))) event.preventDefault();
  else if (!isSecond && document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) [begun, since] = [event.key, event.timeStamp];
});

/** What a key does in a list of rows, which belongs to the row that has the focus. */
function inList(key) {
  if (!document.querySelector("[data-moves]")) return false;
  const steps = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
  if (key in steps) return moveTo(steps[key]);
  const act = { o: open, r: answer, x: tick, X: tickUntil, n: () => turn("next"), p: () => turn("prev") }[key];
  return Boolean(act?.(current()));
}

function open(row) {
  row?.querySelector(".row__title a").click();
  return row;
}

function answer(row) {
  const link = row?.querySelector(".row__title a");
  if (!link) return false;
  link.hash = "reply";
  link.click();
  return true;
}

function tick(row) {
  const box = row?.querySelector("input[type=checkbox]");
  if (!box) return false;
  box.checked = !box.checked;
  lastTicked = row;
  return true;
}

function tickUntil(row) {
  const all = rows();
  const [from, to] = [all.indexOf(lastTicked), all.indexOf(row)].sort((one, other) => one - other);
  if (to < 0) return false;
  for (const between of all.slice(Math.max(from, 0), to + 1)) {
    const box = between.querySelector("input[type=checkbox]");
    if (box) box.checked = true;
  }
  return true;
}

function turn(way) {
  const link = document.querySelector(`.inbox a[rel=${way}]`);
  link?.click();
  return link;
}

/** Go to what a key names: follow a link, choose an act, write into a field, open a part and begin to write in it. */
function reach(target) {
  if (!target) return false;
  if (target.matches("option")) return choose(target);
  if (target.matches("a, button")) return target.href || target.matches("button") ? (target.click(), true) : false;
  if (target.matches(FIELDS)) return (target.focus(), target.select?.(), true);
  begin(target);
  return true;
}

/** The act for what is ticked or, where nothing is, for the row that has the focus. */
function choose(option) {
  const form = option.closest("form");
  if (![...form.elements].some((field) => field.type === "checkbox" && field.checked) && !tick(current())) return moveTo(1);
  option.selected = true;
  form.requestSubmit();
  return true;
}

function begin(part) {
  if (part.matches("details")) part.open = true;
  const form = part.querySelector("form.desk-form") ?? part;
  const field = form.querySelector(`:is(${FIELDS}):checked`) ?? form.querySelector(FIELDS);
  if (!field) return form.querySelector("button")?.click();
  field.focus();
  part.scrollIntoView({ block: "nearest" });
}

/** Out of a field, to the heading of its part, where letters are keys again. */
function leave(field) {
  if (!field.matches?.(WRITING) || document.querySelector("dialog[open]")) return;
  const place = field.closest("details")?.querySelector("summary");
  field.blur();
  place?.focus();
}

// Ticked with the mouse: with Shift all from the last one.
document.addEventListener("click", (event) => {
  const label = event.target.closest?.("[data-moves] label");
  if (!label) return;
  const row = label.closest("li");
  if (event.shiftKey && lastTicked?.isConnected) queueMicrotask(() => tickUntil(row));
  else lastTicked = row;
});

// An address that names a part of the desk begins it; a page that asks one thing begins with it.
if (location.hash && document.querySelector(".desk")) {
  const part = document.getElementById(location.hash.slice(1));
  if (part?.matches("[data-key], details")) begin(part);
}
each("form[data-first]", (form) => form.querySelector(FIELDS)?.focus());
// A canned reply was put in: it is read, and changed, before it is sent.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  if (part.matches?.("#reply, #close") && part.matches("[data-begun]")) part.querySelector(".desk-form textarea")?.focus();
});

// The list of keys in a dialog; without a script it is a page.
each("[data-dialog]", (link) =>
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    const part = page.getElementById(link.dataset.dialog);
    if (!part) return location.assign(link.href); // logged out meanwhile
    if (document.getElementById(part.id)) return;
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", part.getAttribute("aria-labelledby"));
    dialog.append(part);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }),
);
