import { each } from "./ready.js";

// Shows the photos that were chosen, before they are sent.
each("input[type=file][accept*=image]", (input) => {
  const list = document.createElement("ul");
  list.className = "previews";
  input.after(list);
  input.addEventListener("change", () => {
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...[...input.files].map(preview));
  });
});

function preview(file) {
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = file.name;
  // Browsers that cannot draw a format (HEIC) show its name.
  image.onerror = () => image.replaceWith(document.createTextNode(file.name));
  const item = document.createElement("li");
  item.append(image);
  return item;
}
