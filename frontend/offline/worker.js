// The service worker: the built files without asking, a page for when there is no network, and no report lost on its way.
// It keeps no page that anybody else could read: only files that are the same for all, and the offline page of nobody.
/* global FIXWARD */
import { flush, keep } from "./outbox.js";

const { cache: CACHE, offline: OFFLINE, assets: ASSETS } = FIXWARD;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("sync", (event) => event.waitUntil(flush()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "POST" && pathname === "/report") event.respondWith(sent(request));
    else if (request.method === "GET") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (ASSETS.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
  }
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(OFFLINE, { credentials: "omit", cache: "reload" }), ...ASSETS]);
  self.skipWaiting(); // not awaited: it is over when this one is active, for which the end of its installation is waited for
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("fixward-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function sent(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const data = await copy.formData();
    await keep(data, data.get("go") === "send" ? "waiting" : "open");
    await self.registration.sync?.register("outbox").catch(() => {});
    return Response.redirect(OFFLINE, 303);
  }
}
