// The pin says where: by a tap, a drag, the arrow keys, or "my position". It writes into two inputs of the form.
import { Marker } from "maplibre-gl";

const STEP_PX = 6;
const BIG_STEP_PX = 48;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Pin {
  constructor(host) {
    this.host = host;
    this.map = host.map;
    this.lon = document.getElementById(host.dataset.lonInput);
    this.lat = document.getElementById(host.dataset.latInput);
    this.marker = new Marker({ element: this.drawing(), draggable: true, anchor: "bottom" });
    this.marker.on("dragend", () => this.put(this.marker.getLngLat(), "drag"));
    this.map.on("click", (event) => this.host.requests?.at(event.point) || this.put(event.lngLat, "tap"));
    this.map.getCanvas().addEventListener("keydown", (event) => this.toMiddle(event));
    for (const input of [this.lon, this.lat]) input?.addEventListener("change", (event) => this.follow(event));
    this.follow({});
  }

  /** Puts the pin there and tells the form: event `fixward-map:pin`, with degrees WGS84 and what moved it. */
  put({ lng, lat }, by) {
    this.stand(lng, lat);
    const detail = { lon: round(lng), lat: round(lat), by };
    this.lon.value = detail.lon;
    this.lat.value = detail.lat;
    if (by !== "page") this.host.say(this.host.words.pinned);
    this.host.dispatchEvent(new CustomEvent("fixward-map:pin", { detail, bubbles: true }));
    for (const input of [this.lon, this.lat]) input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "pin" }));
  }

  stand(lon, lat) {
    this.marker.setLngLat([lon, lat]);
    // Once only: adding it again would take the keyboard's focus away.
    if (!this.marker.getElement().isConnected) this.marker.addTo(this.map);
  }

  // Somebody else wrote into the inputs: an address search, or a person who knows coordinates.
  follow(event) {
    if (event.detail === "pin" || !this.lon?.value || !this.lat?.value) return;
    const [lon, lat] = [Number(this.lon.value), Number(this.lat.value)];
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return;
    this.stand(lon, lat);
    if (!this.map.getBounds().contains([lon, lat]) || this.map.getZoom() < 14) this.map.jumpTo({ center: [lon, lat], zoom: 16 });
  }

  toMiddle(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.put(this.map.getCenter(), "keys");
  }

  step(event) {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const length = event.shiftKey ? BIG_STEP_PX : STEP_PX;
    const at = this.map.project(this.marker.getLngLat());
    const to = this.map.unproject([at.x + move[0] * length, at.y + move[1] * length]);
    this.put(to, "keys");
    if (!this.map.getBounds().contains(to)) this.map.panTo(to);
  }

  drawing() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-pin";
    button.setAttribute("aria-label", this.host.words.pin);
    button.append(this.host.querySelector("[data-pin]").content.cloneNode(true));
    button.addEventListener("keydown", (event) => this.step(event));
    button.addEventListener("click", (event) => event.stopPropagation());
    return button;
  }
}

// Six decimals are a hand's breadth.
const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
