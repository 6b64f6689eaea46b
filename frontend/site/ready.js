/** Runs `act` on every element of `selector`, now and in whatever htmx brings in later. */
export function each(selector, act) {
  const within = (root) => {
    if (root.matches?.(selector)) once(root);
    root.querySelectorAll(selector).forEach(once);
  };
  const seen = new WeakSet();
  const once = (element) => {
    if (seen.has(element)) return;
    seen.add(element);
    act(element);
  };
  within(document);
  document.addEventListener("htmx:load", (event) => within(event.detail.elt));
}
