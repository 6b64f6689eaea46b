// Reports that this phone keeps: begun ones, ones that a person has to look at again, and ones that go out by themselves.
// The page and the service worker share it. A report has the key of its form, by which the server makes it once only, and
// the mark of who wrote it ("" for somebody not logged in): nobody else sends it, and nobody else is shown it.
import { openDB } from "idb";

const KEEP_MS = 14 * 24 * 3600 * 1000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "go", "remove", "found", "photos", "key", "owner"]);
/** One report at a time is being written, whatever keys its steps have had. */
export const BEGUN = "begun";
const opened = () =>
  openDB("fixward", 1, { upgrade: (base) => base.createObjectStore("reports", { keyPath: "key" }) });

/** `state` is "begun", "open" (somebody has to look at it), "waiting" (goes out by itself) or "sent" (with `number`). */
export async function keep(data, state) {
  const key = state === "begun" ? BEGUN : data.get("key") || crypto.randomUUID();
  const fields = [...data].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name));
  const photos = data.getAll("photos").filter((file) => file.size).map((file) => ({ name: file.name, blob: file }));
  await put({ key, form: data.get("key"), owner: data.get("owner") ?? "", state, fields, photos, at: Date.now() });
  if (state !== "begun") await remove(BEGUN);
}

export async function put(report) {
  await (await opened()).put("reports", report);
}

export async function remove(key) {
  await (await opened()).delete("reports", key);
}

/** All that are kept, the oldest first; what nobody came back to is forgotten. */
export async function all() {
  const found = await (await opened()).getAll("reports");
  const old = found.filter((report) => Date.now() - report.at > KEEP_MS);
  await Promise.all(old.map((report) => remove(report.key)));
  return found.filter((report) => !old.includes(report)).sort((one, other) => one.at - other.at);
}

/** Send what waits, one after the other; page and worker never at the same time. */
export function flush() {
  return navigator.locks.request("fixward-outbox", async () => {
    for (const report of await all()) if (report.state === "waiting") await send(report, await fresh());
  });
}

async function send(report, { token, owner }) {
  // Written without a log-in, and somebody is logged in now: they decide. Written by somebody else: it waits for them.
  if (report.owner !== owner) return report.owner === "" ? put({ ...report, state: "open" }) : undefined;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  body.append("key", report.key);
  for (const [name, value] of report.fields) body.append(name, value);
  for (const { name, blob } of report.photos) body.append("photos", blob, name);
  body.append("go", "send");
  const answer = await fetch("/report", { method: "POST", body });
  const number = /\/requests\/([^/]+)/.exec(new URL(answer.url).pathname)?.[1];
  if (answer.redirected && number) await put({ key: report.key, owner, state: "sent", number, fields: [], photos: [], at: Date.now() });
  // Too many at once, a token that is over, a server in trouble: they pass. Anything else has to be looked at.
  else if (![403, 429].includes(answer.status) && answer.status < 500) await put({ ...report, state: "open" });
}

/** A fresh token for forms and whose session this is, from a new page: what was kept may be from before a log-in. */
export async function fresh() {
  const page = await (await fetch("/report")).text();
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page)?.[1];
  if (!token) throw new Error("The form could not be had.");
  return { token, owner: /name="owner" value="([^"]*)"/.exec(page)?.[1] ?? "" };
}
