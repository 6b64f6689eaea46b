import { each } from "./ready.js";

// Where: a place that was found goes onto the map, to be looked at and moved, before one goes on.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-found]");
  const map = document.getElementById("where-map");
  if (!button || !map?.map) return;
  event.preventDefault();
  const [lon, lat, ...name] = button.value.split(" ");
  const form = button.form;
  map.show(Number(lon), Number(lat));
  setAddress(form, name.join(" "));
  form.elements.where.value = "";
  button.closest(".found:not(.places)")?.remove();
  button.closest("[data-photo-place]")?.toggleAttribute("hidden", true);
  form.querySelector(".report__actions button").focus();
});

// A pin that was moved by hand is not at the address any more.
document.addEventListener("fixward-map:pin", ({ target, detail }) => {
  const form = target.closest("form");
  if (form && detail.by !== "page") setAddress(form, "");
});

function setAddress(form, name) {
  const { address, address_at: at, lon, lat } = form.elements;
  address.value = name;
  at.value = `${lon.value} ${lat.value}`;
  const chosen = form.querySelector("[data-chosen]");
  chosen.textContent = name;
}

// How much was written, said once it comes near the longest that is taken; nothing is cut off.
each("textarea[data-longest]", (area) => {
  const counter = document.createElement("p");
  counter.className = "counter";
  counter.setAttribute("aria-live", "polite");
  area.after(counter);
  const count = () => {
    const left = Number(area.dataset.longest) - [...area.value].length;
    counter.textContent = left < 200 ? new Intl.NumberFormat(document.documentElement.lang).format(left) : "";
    counter.classList.toggle("counter--over", left < 0);
  };
  area.addEventListener("input", count);
  count();
});
