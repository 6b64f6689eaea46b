import { each } from "./ready.js";

// `<input data-filters="#list">` leaves of a long list what contains the words typed; `data-filter-none` says that nothing does.
each("[data-filters]", (input) => {
  const list = document.querySelector(input.dataset.filters);
  input.addEventListener("input", () => filter(list, plain(input.value).split(/\s+/).filter(Boolean)));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
});

function filter(list, words) {
  let left = 0;
  for (const choice of list.querySelectorAll("[data-filter-text], .usa-radio, .usa-checkbox")) {
    const text = plain(choice.dataset.filterText ?? choice.textContent);
    choice.hidden = !words.every((word) => text.includes(word));
    left += choice.hidden ? 0 : 1;
  }
  for (const group of list.querySelectorAll("fieldset, [data-filter-group]")) {
    group.hidden = !group.querySelector(":is([data-filter-text], .usa-radio, .usa-checkbox):not([hidden])");
  }
  list.parentElement.querySelectorAll("[data-filter-none]").forEach((none) => (none.hidden = left > 0));
}

// "Iluminación" is found by "iluminacion".
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
