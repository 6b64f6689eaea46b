// `data-results`: the id of a list of what the map shows. Once somebody moves the map, the address says where it looks and the
// list follows, so that a shared address opens the same view.
export function rememberView(host) {
  let isMoved = false; // the map's own first view is nobody's wish
  for (const kind of ["pointerdown", "wheel", "keydown"]) host.addEventListener(kind, () => (isMoved = true), { passive: true });
  host.map.on("moveend", () => {
    if (!isMoved) return;
    const [[west, south], [east, north]] = host.map.getBounds().toArray();
    const address = new URL(location.href);
    address.searchParams.set("bbox", [west, south, east, north].map((degrees) => degrees.toFixed(5)).join(","));
    address.searchParams.delete("page");
    history.replaceState(history.state, "", address);
    const detail = { address: address.href, results: host.dataset.results };
    host.dispatchEvent(new CustomEvent("fixward-map:view", { detail, bubbles: true }));
  });
}
