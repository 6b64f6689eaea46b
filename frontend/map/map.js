// <fixward-map>: a map beside a form or a list, never instead of one. See templates/page/_map.html for its attributes.
import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";

import { addProtocol, LngLatBounds, Map as MapLibre, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";

import { groundStyle } from "./ground.js";
import { Pin } from "./pin.js";
import { Layers } from "./layers.js";
import { PositionButton } from "./position.js";
import { Requests } from "./requests.js";
import { rememberView } from "./view.js";

const STREET_ZOOM = 16;
const dark = matchMedia("(prefers-color-scheme: dark)");

class FixwardMap extends HTMLElement {
  async connectedCallback() {
    if (this.map) return;
    this.words = JSON.parse(this.dataset.words);
    this.canvas = this.querySelector("[data-canvas]");
    this.places = this.dataset.styleUrl ? null : await places(this.dataset.places);
    this.classList.add("is-drawn"); // first, for the map measures its box
    try {
      this.map = this.draw();
    } catch {
      this.classList.add("is-missing");
      return this.classList.remove("is-drawn"); // no WebGL: the words inside stay, and say what to do
    }
    this.pin = this.dataset.lonInput ? new Pin(this) : null;
    if (this.pin) this.map.addControl(new PositionButton(this, this.pin), "top-left");
    if (this.dataset.requests) this.requests = new Requests(this);
    if (this.dataset.layers) this.layers = new Layers(this);
    if (this.dataset.results) rememberView(this);
    this.changed = () => this.map.setStyle(this.style(), { diff: false });
    if (!this.dataset.styleUrl) dark.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    dark.removeEventListener("change", this.changed);
    this.map?.remove();
    this.map = null;
  }

  draw() {
    setWorkerUrl(new URL(this.dataset.worker, location.href).href);
    const map = new MapLibre({
      container: this.canvas,
      style: this.style(),
      ...this.view(),
      maxZoom: 20,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: this.dataset.styleUrl ? { compact: true } : false,
      locale: this.words.controls,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.getCanvas().setAttribute("aria-label", this.words.label);
    return map;
  }

  style() {
    return this.dataset.styleUrl || groundStyle(this, this.places, this.dataset.streets);
  }

  view() {
    const { lon, lat } = this.dataset;
    if (lon && lat) return { center: [Number(lon), Number(lat)], zoom: STREET_ZOOM };
    const bounds = this.dataset.bounds ? JSON.parse(this.dataset.bounds) : this.places?.bbox;
    if (bounds) return { bounds: new LngLatBounds(bounds), fitBoundsOptions: { padding: 24 } };
    return { center: [-96, 38], zoom: 3 };
  }

  /** Moves the view, and the pin where there is one: for an address that was found. Degrees WGS84. */
  show(lon, lat) {
    if (!this.map) return;
    this.pin?.put({ lng: lon, lat }, "page");
    this.map.flyTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), STREET_ZOOM) });
  }

  say(sentence) {
    this.querySelector("[data-status]").textContent = sentence;
  }
}

async function places(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // offline: the pin can still be put on empty ground
  }
}

addProtocol("pmtiles", new Protocol().tile);
customElements.define("fixward-map", FixwardMap);
