// The rows of an inbox: going from one to the other, and from one request's desk to the next as the inbox had them.
// What is kept is kept for this tab alone, and forgotten as soon as it shows a page that is not the staff's.
import { each } from "./ready.js";

const KEPT = "fixward.inbox";

export const rows = () => [...document.querySelectorAll("[data-rows] > li")];

/** The row that has the focus, or was opened last. */
export function current() {
  return document.activeElement.closest?.("[data-rows] > li") ?? rows().find((row) => row.dataset.left !== undefined);
}

/** Put the focus that many rows on; at first to the row that was left, or to the first one. */
export function moveTo(step) {
  const all = rows();
  const at = all.indexOf(current());
  const isIn = document.activeElement.closest?.("[data-rows] > li");
  const next = all[at < 0 ? 0 : isIn ? at + step : at];
  if (!next) return false;
  for (const row of all) delete row.dataset.left;
  next.querySelector(".row__title a").focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

const path = (link) => new URL(link.href).pathname;

// Opening one keeps the list as it stands.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".inbox [data-rows] .row__title a");
  if (!link) return;
  const all = rows().map((row) => path(row.querySelector(".row__title a")));
  const after = document.querySelector(".inbox a[rel=next]")?.href;
  sessionStorage.setItem(KEPT, JSON.stringify({ inbox: location.href, rows: all, after }));
});

each("[data-neighbours]", (nav) => {
  const list = kept();
  const at = list?.rows.indexOf(location.pathname) ?? -1;
  if (at < 0) return;
  const way = (name) => nav.querySelector(`[data-way=${name}]`);
  const lead = (name, address) => (address ? (way(name).href = address) : way(name).remove());
  lead("previous", list.rows[at - 1]);
  lead("next", list.rows[at + 1] ?? list.after);
  way("back").href = list.inbox;
  way("place").textContent = `${at + 1} / ${list.rows.length}`;
  sessionStorage.setItem(KEPT, JSON.stringify({ ...list, at }));
  nav.hidden = false;
});

// Back in the inbox the focus is where it was: at the same request or, where it is gone, at the one that took its place.
each(".inbox [data-rows]", (list) => {
  const known = kept();
  if (known?.at === undefined) return;
  const all = [...list.children];
  const same = all.find((row) => path(row.querySelector(".row__title a")) === known.rows[known.at]);
  const row = same ?? all[Math.min(known.at, all.length - 1)];
  if (!row || document.activeElement !== document.body) return;
  row.dataset.left = "";
  if (location.href === known.inbox) row.querySelector(".row__title a").focus({ preventScroll: true });
});

// Who has searched is led to what was found, and goes on from there.
let isAsked = false;
document.addEventListener("submit", (event) => {
  isAsked = event.target.matches(".inbox__filters");
  if (isAsked) document.activeElement.blur();
});
document.addEventListener("htmx:afterSettle", () => {
  if (isAsked) document.getElementById("found-title")?.focus();
  isAsked = false;
});

if (!document.querySelector(".staff-bar")) sessionStorage.removeItem(KEPT);
