// The list beside the map shows what the map shows, and the filter keeps to it.
import htmx from "htmx.org";

document.addEventListener("fixward-map:view", ({ detail }) => {
  const { address, results } = detail;
  htmx.ajax("GET", address, { target: `#${results}`, select: `#${results}`, swap: "outerHTML" });
  for (const input of document.querySelectorAll('.filters input[name="bbox"]')) {
    input.disabled = false;
    input.value = new URL(address).searchParams.get("bbox");
  }
});
