// "Use my position": asks the device, shows how sure it is, and puts the pin there.
import { length } from "../length.js";

const SOURCE = "accuracy";
const METRES_PER_DEGREE = 111_320;

export class PositionButton {
  constructor(host, pin) {
    this.host = host;
    this.pin = pin;
  }

  onAdd(map) {
    this.map = map;
    this.box = document.createElement("div");
    this.box.className = "maplibregl-ctrl maplibregl-ctrl-group map-position";
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.append(this.host.querySelector("[data-position]").content.cloneNode(true));
    this.button.addEventListener("click", () => this.ask());
    this.box.append(this.button);
    map.on("style.load", () => this.draw());
    // While the ground is still on its way nothing can be drawn; it is then, when the map rests.
    map.on("idle", () => map.getSource(SOURCE) || this.draw());
    // A form that has the button beside the map asks by itself, so that it works without one.
    this.heard = ({ detail: { lon, lat, accuracy } }) => this.show({ longitude: lon, latitude: lat, accuracy });
    document.addEventListener("fixward:position", this.heard);
    const before = document.querySelector("[data-found-at]")?.dataset.foundAt; // found while the map was on its way
    if (before) this.heard({ detail: JSON.parse(before) });
    this.box.hidden = Boolean(document.querySelector("[data-use-position]"));
    return this.box;
  }

  onRemove() {
    document.removeEventListener("fixward:position", this.heard);
    this.box.remove();
  }

  ask() {
    const { words } = this.host;
    if (!navigator.geolocation) return this.host.say(words.positionUnknown);
    this.host.say(words.positionAsked);
    this.button.setAttribute("aria-busy", "true");
    const done = () => this.button.removeAttribute("aria-busy");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => (done(), this.found(coords)),
      (error) => (done(), this.host.say(error.code === error.PERMISSION_DENIED ? words.positionDenied : words.positionUnknown)),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  }

  found(coords) {
    this.pin.put({ lng: coords.longitude, lat: coords.latitude }, "position");
    this.show(coords);
    this.host.say(this.host.words.positionFound.replace("%s", length(coords.accuracy)));
  }

  /** Draws how sure the device is of its position, and looks there. */
  show({ longitude, latitude, accuracy }) {
    this.circle = circle(longitude, latitude, accuracy);
    this.draw();
    // The circle shall fill a good part of the view: the wider, the less sure.
    const zoom = Math.log2((METRES_PER_DEGREE * 360 * Math.cos((latitude * Math.PI) / 180)) / (512 * Math.max(accuracy, 20) * 0.012));
    this.map.flyTo({ center: [longitude, latitude], zoom: Math.min(17.5, Math.max(11, zoom)) });
  }

  draw() {
    const drawn = this.map.getSource(SOURCE);
    if (drawn) return drawn.setData(this.circle);
    if (!this.circle || !this.map.isStyleLoaded()) return;
    const colour = getComputedStyle(this.host).getPropertyValue("--map-accuracy").trim();
    this.map.addSource(SOURCE, { type: "geojson", data: this.circle });
    this.map.addLayer({ id: SOURCE, type: "fill", source: SOURCE, paint: { "fill-color": colour, "fill-opacity": 0.18 } });
    this.map.addLayer({ id: `${SOURCE}-edge`, type: "line", source: SOURCE, paint: { "line-color": colour, "line-width": 1.5 } });
  }
}

function circle(lon, lat, metres) {
  const across = metres / METRES_PER_DEGREE;
  const along = across / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: 65 }, (_, step) => {
    const angle = (step / 64) * 2 * Math.PI;
    return [lon + along * Math.cos(angle), lat + across * Math.sin(angle)];
  });
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}
