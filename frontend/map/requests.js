// Service requests on the map, from an address that answers GeoJSON points: one a request (number, title, state, tone, mark
// where it bears one, url), or one for many (count, its label, title, and the url of their list). `{bbox}` (west,south,east,north) and `{zoom}` in the address are filled
// in at each move.
import { Popup } from "maplibre-gl";

const SOURCE = "requests";
const TAPPABLE = ["request-many", "request-one"];
const NEAREST = 19; // from here on, what is still one cluster lies on one spot
const NOTHING = { type: "FeatureCollection", features: [] };

export class Requests {
  constructor(host) {
    this.host = host;
    this.map = host.map;
    this.data = NOTHING;
    this.map.on("style.load", () => this.draw());
    this.map.on("load", () => this.load());
    if (/\{(bbox|zoom)\}/.test(host.dataset.requests)) this.map.on("moveend", () => this.load());
    for (const layer of TAPPABLE) {
      this.map.on("click", layer, (event) => this.open(event.features[0]));
      this.map.on("mouseenter", layer, () => this.map.getCanvas().classList.add("is-over"));
      this.map.on("mouseleave", layer, () => this.map.getCanvas().classList.remove("is-over"));
    }
  }

  async load() {
    this.under?.abort();
    this.under = new AbortController();
    try {
      const answer = await fetch(this.address(), { signal: this.under.signal });
      if (!answer.ok) return;
      this.data = await answer.json();
      this.map.getSource(SOURCE)?.setData(this.data);
      if (this.data.summary) this.host.say(this.data.summary);
      this.host.dispatchEvent(new CustomEvent("fixward-map:requests", { detail: this.data, bubbles: true }));
    } catch (error) {
      if (error.name !== "AbortError") this.host.say(this.host.words.requestsMissing);
    }
  }

  /** Whether a request is drawn at this pixel. */
  at(point) {
    return this.map.getSource(SOURCE) && this.map.queryRenderedFeatures(point, { layers: TAPPABLE }).length > 0;
  }

  address() {
    const [[west, south], [east, north]] = this.map.getBounds().toArray();
    const box = [west, south, east, north].map((degrees) => degrees.toFixed(5)).join(",");
    return this.host.dataset.requests.replace("{bbox}", box).replace("{zoom}", Math.round(this.map.getZoom()));
  }

  draw() {
    if (this.map.getSource(SOURCE)) return;
    const css = getComputedStyle(this.host);
    const colour = (name) => css.getPropertyValue(`--map-${name}`).trim();
    this.map.addSource(SOURCE, { type: "geojson", data: this.data });
    for (const layer of layers(colour)) this.map.addLayer(layer);
  }

  open(feature) {
    const { properties } = feature;
    const centre = feature.geometry.coordinates;
    const zoom = this.map.getZoom();
    if (properties.count > 1 && zoom < NEAREST) return this.map.flyTo({ center: centre, zoom: Math.min(zoom + 2, NEAREST) });
    this.popup?.remove();
    this.popup = new Popup({ offset: 12, maxWidth: "18rem" }).setLngLat(centre).setDOMContent(card(properties)).addTo(this.map);
    this.host.dispatchEvent(new CustomEvent("fixward-map:request", { detail: properties, bubbles: true }));
  }
}

function card({ title, state, tone, mark, url }) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = title;
  box.className = "map-card";
  box.append(link, ...(state ? [tag(state, tone)] : []), ...(mark ? [tag(mark)] : []));
  return box;
}

function tag(word, tone) {
  const drawn = document.createElement("span");
  drawn.className = `state state--${tone || "quiet"}`;
  drawn.textContent = word;
  return drawn;
}

function layers(colour) {
  const many = [">", ["coalesce", ["get", "count"], 1], 1];
  const tones = ["new", "active", "moved", "warn", "bad", "good"].flatMap((tone) => [tone, colour(tone)]);
  const edge = { "circle-stroke-color": colour("halo"), "circle-stroke-width": 2.5 };
  return [
    {
      id: "request-many",
      type: "circle",
      source: SOURCE,
      filter: many,
      paint: { ...edge, "circle-color": colour("many"), "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0, 13, 4, 34] },
    },
    {
      id: "request-count",
      type: "symbol",
      source: SOURCE,
      filter: many,
      layout: { "text-field": ["get", "label"], "text-font": ["system-ui, sans-serif"], "text-size": 13, "text-allow-overlap": true },
      paint: { "text-color": colour("on-many") },
    },
    {
      id: "request-one",
      type: "circle",
      source: SOURCE,
      filter: ["!", many],
      paint: { ...edge, "circle-radius": 9, "circle-color": ["match", ["coalesce", ["get", "tone"], ""], ...tones, colour("quiet")] },
    },
  ];
}
