// The map is heavy and nobody waits for it: it is loaded once the page has been drawn.
import { each } from "./ready.js";

each("fixward-map", async (host) => {
  await drawn();
  try {
    await style(host.dataset.style);
    await import(host.dataset.script);
  } catch {
    host.classList.add("is-missing"); // the sentence inside stays, and says what to do
  }
});

function drawn() {
  return new Promise((resolve) => {
    if (!PerformanceObserver.supportedEntryTypes?.includes("paint")) return requestAnimationFrame(() => setTimeout(resolve));
    new PerformanceObserver((seen) => seen.getEntriesByName("first-contentful-paint").length && resolve()).observe({ type: "paint", buffered: true });
  });
}

function style(address) {
  if (document.querySelector(`link[href="${address}"]`)) return undefined;
  return new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: resolve, onerror: reject }));
  });
}
