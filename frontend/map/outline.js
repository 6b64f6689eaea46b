// <fixward-outline>: ground on the map beside it. With `data-input` it is drawn corner by corner into that field as GeoJSON,
// with `data-shape` it is shown, and follows the fields that name it by asking `data-source`. `data-features` shows more
// than one, each in the colour of its state; `data-overlap` is ground that two rules claim.
const STATES = { missing: "quiet", before: "quiet", changed: "warn", new: "good", overlap: "bad" };
const SOURCE = "outline";
const PRECISION = 1e6;

class FixwardOutline extends HTMLElement {
  async connectedCallback() {
    await customElements.whenDefined("fixward-map");
    this.host = document.getElementById(this.dataset.map);
    this.map = await drawn(this.host);
    if (!this.map) return;
    this.input = document.getElementById(this.dataset.input);
    this.corners = [];
    this.shape = parsed(this.input ? this.input.value : this.dataset.shape);
    this.features = JSON.parse(this.dataset.features || "null")?.features ?? [];
    const overlap = parsed(this.dataset.overlap);
    if (overlap) this.features.push({ type: "Feature", properties: { state: "overlap" }, geometry: overlap });
    // Other colours bring another style; and the first one may be there already, or still load what it shows.
    for (const moment of ["style.load", "idle"]) this.map.on(moment, () => this.draw());
    if (this.map.isStyleLoaded()) this.draw();
    this.show();
    if (this.input) this.listen();
    else for (const field of this.fields()) field.addEventListener("change", () => this.fetch());
  }

  listen() {
    this.map.on("click", ({ lngLat }) => this.add(lngLat));
    this.map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.add(this.map.getCenter());
    });
    this.querySelector("[data-back]").addEventListener("click", () => this.set(this.corners.slice(0, -1)));
    this.querySelector("[data-clear]").addEventListener("click", () => this.set([]));
    this.input.addEventListener("change", () => {
      this.corners = [];
      this.shape = parsed(this.input.value);
      this.refresh();
      this.show();
    });
  }

  add({ lng, lat }) {
    this.set([...this.corners, [Math.round(lng * PRECISION) / PRECISION, Math.round(lat * PRECISION) / PRECISION]]);
  }

  set(corners) {
    this.corners = corners;
    this.shape = ofCorners(corners);
    this.input.value = corners.length > 2 ? JSON.stringify(this.shape) : "";
    const said = this.querySelector("[data-said]");
    said.textContent = `${said.dataset.corners}: ${corners.length}`;
    this.refresh();
  }

  fields() {
    const { placeInput, layerInput, ownerInput } = this.dataset;
    return [placeInput, layerInput, ownerInput].map((id) => document.getElementById(id)).filter(Boolean);
  }

  async fetch() {
    const address = new URL(this.dataset.source, location.href);
    for (const { name, value } of this.fields()) address.searchParams.set(name, value);
    try {
      this.shape = await (await fetch(address)).json();
    } catch {
      this.shape = null; // offline: the form still says which ground it is
    }
    this.refresh();
    this.show();
  }

  feature() {
    const drawn = this.shape ? [{ type: "Feature", properties: {}, geometry: this.shape }] : [];
    return { type: "FeatureCollection", features: [...drawn, ...this.features] };
  }

  draw() {
    if (this.map.getSource(SOURCE)) return;
    const css = getComputedStyle(this.host);
    const named = (name) => css.getPropertyValue(`--map-${name}`).trim();
    const states = Object.entries(STATES).flatMap(([state, name]) => [state, named(name)]);
    const colour = ["match", ["coalesce", ["get", "state"], ""], ...states, named("accuracy")];
    const layer = (id, type, paint, filter) => this.map.addLayer({ id: `outline-${id}`, type, source: SOURCE, paint, ...(filter && { filter }) });
    this.map.addSource(SOURCE, { type: "geojson", data: this.feature() });
    layer("ground", "fill", { "fill-color": colour, "fill-opacity": ["match", ["coalesce", ["get", "state"], ""], "overlap", 0.4, "before", 0.05, 0.15] }, ["==", ["geometry-type"], "Polygon"]);
    layer("edge", "line", { "line-color": colour, "line-width": 2.5 });
    layer("corners", "circle", { "circle-color": colour, "circle-radius": 5 }, ["==", ["geometry-type"], "Point"]);
  }

  refresh() {
    this.map.getSource(SOURCE)?.setData(this.feature());
  }

  show() {
    const points = this.feature().features.flatMap(({ geometry }) => flat(geometry));
    if (!points.length) return;
    const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    this.map.fitBounds(box, { padding: 32, maxZoom: 17, animate: false });
  }
}

function ofCorners(corners) {
  if (corners.length > 2) return { type: "Polygon", coordinates: [[...corners, corners[0]]] };
  if (corners.length === 2) return { type: "LineString", coordinates: corners };
  return corners.length ? { type: "Point", coordinates: corners[0] } : null;
}

// What somebody pastes may be a geometry, a feature or a collection of them.
function parsed(text) {
  try {
    const given = JSON.parse(text || "null");
    if (given?.type === "FeatureCollection") return { type: "GeometryCollection", geometries: given.features.map((one) => one.geometry) };
    return given?.type === "Feature" ? given.geometry : given;
  } catch {
    return null; // the server says what is wrong with it
  }
}

function flat(shape) {
  if (shape.type === "GeometryCollection") return shape.geometries.flatMap(flat);
  const into = (part) => (typeof part?.[0] === "number" ? [part] : (part ?? []).flatMap(into));
  return into(shape.coordinates);
}

// The map comes after its places were fetched, or not at all: then the form does without.
async function drawn(host) {
  for (let tries = 0; host && !host.map && tries < 100; tries++) await new Promise((go) => setTimeout(go, 100));
  return host?.map;
}

customElements.define("fixward-outline", FixwardOutline);
