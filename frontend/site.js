// What makes the pages quicker and kinder where a script runs. Nothing here is needed: every form works without it.
import htmx from "htmx.org";

import "./offline/page.js";
import "./site/around.js";
import "./site/desk.js";
import "./site/errors.js";
import "./site/forms.js";
import "./site/keys.js";
import "./site/map.js";
import "./site/mentions.js";
import "./site/network.js";
import "./site/passkeys.js";
import "./site/photos.js";
import "./site/position.js";
import "./site/report.js";
import "./site/share.js";

// The page's policy forbids evaluating text and styles written into the page.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, allowScriptTags: false, selfRequestsOnly: true });
// A form with errors comes back as 422 and is drawn like any other answer.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];
// A page restored from history is asked for anew: what somebody saw does not stay in a shared browser.
htmx.config.historyCacheSize = 0;
// The focus is given with the drawing. A pause before it would take the focus away again from who types fast.
htmx.config.defaultSettleDelay = 0;

document.documentElement.classList.remove("no-js");
