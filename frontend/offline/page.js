// What this phone keeps, shown on the pages; and a report that survives a reload or an empty battery while it is written.
import { each } from "../site/ready.js";
import { all, BEGUN, flush, fresh, keep, put, remove } from "./outbox.js";

const SAVED_AFTER_MS = 400;
const language = document.documentElement.lang;

// Not in frames on other sites: only the pages of the app itself name its manifest.
if ("serviceWorker" in navigator && document.querySelector("link[rel=manifest]")) {
  navigator.serviceWorker.register(`/worker.js?language=${language}`).catch(() => {}); // private windows refuse it: then without
}
window.addEventListener("online", () => settle());
each("[data-outbox]", () => settle());
each("form[data-report]", remember);
each("[data-report-sent]", () => remove(BEGUN));
each("form[action*='logout']", (form) => form.addEventListener("submit", (event) => forget(event, form)));
each("form[data-later]", (form) => form.addEventListener("submit", (event) => later(event, form)));

async function settle() {
  if (navigator.onLine) await flush().catch(() => {});
  await draw();
}

async function draw() {
  const box = document.querySelector("[data-outbox]");
  if (!box) return;
  const form = document.querySelector("form[data-report]");
  // The form of a report that is under way is itself what was begun.
  const isNew = form ? !form.elements.lon?.value && !form.elements.description?.value : box.hasAttribute("data-all");
  const reports = (await all().catch(() => [])).filter((one) => mayRead(box, one) && (isNew || one.state !== "begun"));
  box.querySelector("ul").replaceChildren(...reports.map((report) => line(box, report)));
  box.hidden = !reports.length;
}

// The offline page belongs to nobody, so there only what was written without a log-in is told in words.
function mayRead(box, report) {
  return box.hasAttribute("data-all") || report.owner === "" || report.owner === box.dataset.owner;
}

function line(box, report) {
  const words = box.dataset;
  const value = Object.fromEntries(report.fields);
  const item = document.createElement("li");
  const about = value.description || value.where || value.address || "";
  const sentence = { begun: words.begun, open: words.open, waiting: words.waiting, sent: words.sent }[report.state];
  const said = document.createElement("span");
  said.textContent = sentence.replace("%s", report.number ?? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(report.at));
  item.append(said);
  if (about && (report.owner ?? "") === (box.dataset.owner ?? "")) item.append(Object.assign(document.createElement("q"), { textContent: about.slice(0, 80) }));
  if (report.number) item.append(Object.assign(document.createElement("a"), { href: `/requests/${report.number}/sent`, textContent: words.see }));
  if (report.state === "begun" || report.state === "open") item.append(button(words.go, () => goOn(report)));
  item.append(button(report.state === "sent" ? words.ok : words.drop, () => remove(report.key).then(draw)));
  return item;
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "usa-button usa-button--unstyled", textContent: text });
  made.addEventListener("click", act);
  return made;
}

// Back into the form, at the step where it was left; photos that were not sent yet go first.
async function goOn(report) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/report", hidden: true });
  const add = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  const session = await fresh().catch(() => null);
  if (!session) return draw(); // still no network
  add("csrfmiddlewaretoken", session.token);
  add("key", report.form || report.key);
  for (const [name, value] of report.fields) add(name, value);
  const left = [];
  for (const photo of report.photos) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", session.token);
    body.append("photo", photo.blob, photo.name);
    const answer = await fetch("/report/photos", { method: "POST", body }).then((one) => one.json()).catch(() => ({}));
    if (answer.token) add("photo", answer.token);
    else left.push(photo);
  }
  // From here on it is the form that is kept; what could not be sent yet stays.
  if (left.length) await put({ ...report, photos: left });
  else await remove(report.key);
  add("go", report.fields.find(([name]) => name === "at")?.[1] ?? "where");
  document.body.append(form);
  form.submit();
}

function remember(form) {
  let timer;
  const save = () => keep(new FormData(form), "begun").catch(() => {});
  const soon = () => (clearTimeout(timer), (timer = setTimeout(save, SAVED_AFTER_MS)));
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => clearTimeout(timer));
}

// A begun report goes with who logs out; what waits stays, and goes out when the same person is back.
async function forget(event, form) {
  event.preventDefault();
  await remove(BEGUN).catch(() => {});
  form.submit();
}

// The form of the offline page: kept here, to be finished when there is a network.
async function later(event, form) {
  event.preventDefault();
  const data = new FormData(form);
  const fields = [...data].filter(([, value]) => typeof value === "string" && value);
  const photos = data.getAll("photos").filter((file) => file.size).map((file) => ({ name: file.name, blob: file }));
  await put({ key: crypto.randomUUID(), owner: "", state: "open", fields: [...fields, ["at", "where"]], photos, at: Date.now() });
  form.reset();
  await draw();
  document.querySelector("[data-outbox]").scrollIntoView();
}
