// "Use my position", and one question where the pin is far from it. Works without the map, which draws it where there is one.
import { length } from "../length.js";
import { each } from "./ready.js";

const METRES_PER_DEGREE = 111_320;
const FAR_M = 500;
const ROUGH_M = 200;
let here; // the position of the device, once it is known: longitude, latitude, accuracy in metres
let isAsked = false;

each("[data-position-words]", (box) => {
  for (const button of box.querySelectorAll("[data-use-position]")) button.addEventListener("click", () => ask(box, button));
  box.querySelector("[data-far-yes]").addEventListener("click", () => (box.querySelector("[data-far]").hidden = true));
  const { lon, lat } = box.closest("form").elements;
  for (const input of [lon, lat]) input.addEventListener("change", () => check(box, Number(lon.value), Number(lat.value)));
  listen();
});

// Somebody who has allowed it before is not asked again: only then the position is looked up unbidden, to compare.
async function listen() {
  const leave = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (leave?.state === "granted") navigator.geolocation.getCurrentPosition(({ coords }) => (here ??= coords), () => {}, { maximumAge: 60_000 });
}

function ask(box, button) {
  const words = box.dataset;
  const say = (sentence) => (box.querySelector("[data-position-status]").textContent = sentence);
  if (!navigator.geolocation) return say(words.unknown);
  say(words.asked);
  button.setAttribute("aria-busy", "true");
  const done = () => button.removeAttribute("aria-busy");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => (done(), found(box, coords, say)),
    (error) => (done(), say(error.code === error.PERMISSION_DENIED ? words.denied : words.unknown)),
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
}

function found(box, coords, say) {
  here = coords;
  box.querySelector("[data-far]").hidden = true;
  const { longitude: lon, latitude: lat, accuracy } = coords;
  put(box.closest("form"), lon, lat);
  const detail = { lon, lat, accuracy };
  box.dataset.foundAt = JSON.stringify(detail);
  document.dispatchEvent(new CustomEvent("fixward:position", { detail }));
  say((accuracy > ROUGH_M ? box.dataset.rough : box.dataset.sure).replace("%s", length(accuracy)));
}

/** Writes a place into the form, as if it had been typed; six decimals are a hand's breadth. */
export function put(form, lon, lat) {
  const { elements } = form;
  elements.lon.value = lon.toFixed(6);
  elements.lat.value = lat.toFixed(6);
  if (elements.address) elements.address.value = elements.address_at.value = "";
  for (const input of [elements.lon, elements.lat]) input.dispatchEvent(new Event("change", { bubbles: true }));
}

function check(box, lon, lat) {
  const far = box.querySelector("[data-far]");
  const away = here ? metres(here, lon, lat) : 0;
  const isFar = away > FAR_M && away > 3 * here.accuracy;
  if (!isFar) far.hidden = true;
  if (!isFar || isAsked) return;
  isAsked = true;
  const sentence = box.querySelector("[data-far-sentence]");
  far.hidden = false;
  sentence.textContent = sentence.dataset.farSentence.replace("%s", length(away));
  box.querySelector("[data-position-status]").textContent = sentence.textContent;
}

function metres({ longitude, latitude }, lon, lat) {
  const east = (lon - longitude) * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(east, lat - latitude) * METRES_PER_DEGREE;
}
