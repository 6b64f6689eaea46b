// Borders and assets around a request, from an address that answers GeoJSON whose features name their `layer`; and the boxes
// that switch these and the requests, in the fieldset with `data-layers-of` and the map's id.
const SOURCE = "layers";
const NOTHING = { type: "FeatureCollection", features: [] };

export class Layers {
  constructor(host) {
    this.host = host;
    this.map = host.map;
    this.data = NOTHING;
    this.boxes = [...document.querySelectorAll(`[data-layers-of="${host.id}"] input`)];
    for (const box of this.boxes) box.addEventListener("change", () => this.show());
    this.map.on("style.load", () => this.draw());
    this.map.on("load", () => this.load());
  }

  async load() {
    try {
      const answer = await fetch(this.host.dataset.layers);
      if (!answer.ok) return;
      this.data = await answer.json();
      this.map.getSource(SOURCE)?.setData(this.data);
    } catch {
      // offline: the list beside the map says the same, where it is there already
    }
  }

  draw() {
    if (this.map.getSource(SOURCE)) return;
    const css = getComputedStyle(this.host);
    const colour = (name) => css.getPropertyValue(`--map-${name}`).trim();
    this.map.addSource(SOURCE, { type: "geojson", data: this.data });
    // Below the requests, which are drawn before or after.
    const before = this.map.getLayer("request-many") ? "request-many" : undefined;
    for (const layer of drawn(colour)) this.map.addLayer(layer, before);
    this.show();
  }

  show() {
    for (const { value, checked } of this.boxes) {
      for (const { id } of this.map.getStyle()?.layers ?? []) {
        const isIts = value === "requests" ? id.startsWith("request-") : id.startsWith(`layer-${value}`);
        if (isIts) this.map.setLayoutProperty(id, "visibility", checked ? "visible" : "none");
      }
    }
  }
}

function drawn(colour) {
  const of = (layer, type) => ["all", ["==", ["get", "layer"], layer], ["==", ["geometry-type"], type]];
  const line = { "line-join": "round", "line-cap": "round" };
  const lettered = (paint) => ({ "text-color": paint, "text-halo-color": colour("halo"), "text-halo-width": 1.6 });
  return [
    { id: "layer-boundaries", type: "line", source: SOURCE, filter: of("boundaries", "LineString"), layout: line, paint: { "line-color": colour("moved"), "line-width": 3, "line-dasharray": [3, 2] } },
    { id: "layer-assets-ground", type: "fill", source: SOURCE, filter: of("assets", "Polygon"), paint: { "fill-color": colour("active"), "fill-opacity": 0.25 } },
    { id: "layer-assets-line", type: "line", source: SOURCE, filter: of("assets", "LineString"), layout: line, paint: { "line-color": colour("active"), "line-width": 5, "line-opacity": 0.75 } },
    { id: "layer-assets-point", type: "circle", source: SOURCE, filter: of("assets", "Point"), paint: { "circle-color": colour("active"), "circle-radius": 6, "circle-stroke-color": colour("halo"), "circle-stroke-width": 2 } },
    {
      id: "layer-boundaries-names",
      type: "symbol",
      source: SOURCE,
      filter: of("boundaries", "LineString"),
      layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": ["system-ui, sans-serif"], "text-size": 12, "text-offset": [0, 1] },
      paint: lettered(colour("moved")),
    },
  ];
}
