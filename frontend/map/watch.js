// <fixward-watch>: draws the area that is watched on a map beside it. Either a fixed shape (`data-shape`, GeoJSON), or the
// circle that the form's inputs tell, as somebody fills them in or moves the pin.
const SOURCE = "watch";
const METRES_PER_DEGREE = 111195;
const CORNERS = 64;

class FixwardWatch extends HTMLElement {
  async connectedCallback() {
    await customElements.whenDefined("fixward-map");
    const host = document.getElementById(this.dataset.map);
    this.map = await drawn(host);
    if (!this.map) return;
    this.host = host;
    // Other colours bring another style; and the first one may be there already, or still load what it shows.
    for (const moment of ["style.load", "idle"]) this.map.on(moment, () => this.draw());
    if (this.map.isStyleLoaded()) this.draw();
    for (const input of this.inputs()) input.addEventListener("change", () => this.refresh());
    // A circle takes the place of the part of the map that was watched before.
    host.addEventListener("fixward-map:pin", () => this.forgetOutline());
    this.show();
  }

  inputs() {
    const { lonInput, latInput, radiusInput } = this.dataset;
    return [lonInput, latInput, radiusInput].map((id) => document.getElementById(id)).filter(Boolean);
  }

  shape() {
    if (this.dataset.shape) return JSON.parse(this.dataset.shape);
    const outline = JSON.parse(document.getElementById(this.dataset.outlineInput)?.value || "[]");
    if (outline.length) return { type: "Polygon", coordinates: [[...outline, outline[0]]] };
    const [lon, lat, radius] = this.inputs().map(({ value }) => (value === "" ? NaN : Number(value)));
    return Number.isFinite(lon + lat + radius) ? circle(lon, lat, radius) : null;
  }

  feature() {
    return { type: "FeatureCollection", features: [this.shape()].filter(Boolean).map((geometry) => ({ type: "Feature", properties: {}, geometry })) };
  }

  draw() {
    if (this.map.getSource(SOURCE)) return;
    const colour = getComputedStyle(this.host).getPropertyValue("--map-accuracy").trim();
    this.map.addSource(SOURCE, { type: "geojson", data: this.feature() });
    this.map.addLayer({ id: "watch-ground", type: "fill", source: SOURCE, paint: { "fill-color": colour, "fill-opacity": 0.12 } });
    this.map.addLayer({ id: "watch-edge", type: "line", source: SOURCE, paint: { "line-color": colour, "line-width": 2.5 } });
  }

  refresh() {
    this.map.getSource(SOURCE)?.setData(this.feature());
    this.show();
  }

  show() {
    const corners = this.shape()?.coordinates[0];
    if (!corners) return;
    const [lons, lats] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
    const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    this.map.fitBounds(box, { padding: 32, maxZoom: 17, animate: false });
  }

  forgetOutline() {
    const input = document.getElementById(this.dataset.outlineInput);
    if (!input?.value) return;
    input.value = "";
    this.refresh();
  }
}

function circle(lon, lat, radius) {
  const high = radius / METRES_PER_DEGREE;
  const wide = high / Math.max(Math.cos((lat * Math.PI) / 180), 0.01);
  const corners = Array.from({ length: CORNERS + 1 }, (_, step) => {
    const angle = (2 * Math.PI * (step % CORNERS)) / CORNERS;
    return [lon + wide * Math.cos(angle), lat + high * Math.sin(angle)];
  });
  return { type: "Polygon", coordinates: [corners] };
}

// The map comes after its places were fetched, or not at all: then the form does without.
async function drawn(host) {
  for (let tries = 0; host && !host.map && tries < 100; tries++) await new Promise((go) => setTimeout(go, 100));
  return host?.map;
}

customElements.define("fixward-watch", FixwardWatch);
