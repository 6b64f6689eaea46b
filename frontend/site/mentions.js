// While somebody writes “@” and letters in a note, the names that fit are offered below the field. Without a script the same
// names stand in a list to be read: a name that is typed is as good as one that is chosen.
import { each } from "./ready.js";

const BEGUN = /(?:^|[^\w@.+-])@([^\n@]{0,40})$/;
const MOST = 6;

class Mentions {
  constructor(area, names) {
    this.area = area;
    this.names = names;
    this.chosen = 0;
    this.list = Object.assign(document.createElement("ul"), { id: `${area.id}-names`, className: "mentions", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.querySelector("[data-mentions] summary").textContent);
    area.after(this.list);
    area.setAttribute("aria-autocomplete", "list");
    area.addEventListener("input", () => this.offer());
    area.addEventListener("keydown", (event) => this.press(event));
    area.addEventListener("blur", () => this.close());
  }

  offer() {
    const typed = BEGUN.exec(this.area.value.slice(0, this.area.selectionStart))?.[1];
    const begun = typed?.toLowerCase();
    const fits = typed === undefined ? [] : this.names.filter((name) => name.toLowerCase().startsWith(begun)).slice(0, MOST);
    if (!fits.length || (fits.length === 1 && fits[0] === typed)) return this.close();
    this.typed = typed;
    this.list.replaceChildren(...fits.map((name, number) => this.option(name, number)));
    this.list.hidden = false;
    this.area.setAttribute("aria-controls", this.list.id);
    this.choose(0);
  }

  option(name, number) {
    const item = Object.assign(document.createElement("li"), { id: `${this.list.id}-${number}`, textContent: `@${name}` });
    item.dataset.name = name;
    item.setAttribute("role", "option");
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      this.take(name);
    });
    return item;
  }

  choose(number) {
    const items = [...this.list.children];
    this.chosen = (number + items.length) % items.length;
    for (const [at, item] of items.entries()) item.setAttribute("aria-selected", String(at === this.chosen));
    this.area.setAttribute("aria-activedescendant", items[this.chosen].id);
  }

  press(event) {
    if (this.list.hidden || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(this.chosen + step);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.list.children[this.chosen].dataset.name);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  take(name) {
    const end = this.area.selectionStart;
    this.area.setRangeText(`${name} `, end - this.typed.length, end, "end");
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
    this.area.removeAttribute("aria-controls");
  }
}

// Last, for the class has to be there when the page has a note already.
each("[data-mentions]", (names) => {
  const area = names.parentElement.querySelector("textarea");
  if (area) new Mentions(area, [...names.querySelectorAll("[data-name]")].map((item) => item.dataset.name));
});
