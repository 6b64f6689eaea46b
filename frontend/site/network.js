// Says so when the connection is gone, or when what was sent did not arrive.
const show = (selector, shown) => document.querySelectorAll(selector).forEach((notice) => (notice.hidden = !shown));

const tell = () => show("[data-offline]", !navigator.onLine);
window.addEventListener("online", tell);
window.addEventListener("offline", tell);
tell();

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => show("[data-failed]", true));
}
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.successful) show("[data-failed]", false);
});
