import { each } from "./ready.js";

// Whoever cannot see the page change is taken to what went wrong.
each("[data-error-summary]", (summary) => summary.focus());
