// The design system computes its colours while it is compiled, so it knows one scheme only. Here each colour it wrote
// becomes a custom property by what it is used for, and styles/_scheme.scss gives that property two values.

// [as text or picture, as ground, as line]; one name where the use does not matter.
const MEANINGS = {
  "#fff": ["on-strong", "surface", "surface"],
  "white": ["on-strong", "surface", "surface"],
  "black": ["ink", "ink", "ink"],
  "#000": ["ink", "ink", "ink"],
  "#1b1b1b": ["ink", "ink", "ink"],
  "#f0f0f0": ["on-strong", "surface-2", "line"],
  "#e6e6e6": ["line", "surface-2", "line"],
  "#dfe1e2": ["line", "surface-2", "line"],
  "#c9c9c9": ["line", "line", "line"],
  "#a9aeb1": ["muted", "line", "line"],
  "#919191": ["muted", "line", "line"],
  "#757575": ["muted", "muted", "line-strong"],
  "#71767a": ["muted", "muted", "line-strong"],
  "#565c65": ["muted", "muted", "line-strong"],
  "#454545": ["muted", "muted", "line-strong"],
  "#3d4551": ["muted", "muted", "line-strong"],
  "#0f6460": ["link", "brand", "brand"],
  "#0b4b3f": ["link-hover", "brand-strong", "brand-strong"],
  "#123131": ["link-hover", "brand-strong", "brand-strong"],
  "#c4eeeb": ["brand-soft", "brand-soft", "brand-soft"],
  "#6fbab3": ["brand", "brand-line", "brand-line"],
  "#54278f": "visited",
  "#2491ff": "focus",
  // Told apart by hue in alerts and at fields: information, warning, error, success, emergency.
  "#00bde3": "info", "#07648d": "info", "#28a0cb": "info", "#97d4ea": "info-line", "#99deea": "info-line",
  "#e7f6f8": "info-soft", "#e1f3f8": "info-soft", "#c3ebfa": "info-soft",
  "#ffbe2e": "warn-mark", "#fa9441": "warn-mark", "#c05600": "warn", "#775540": "warn", "#faf3d1": "warn-soft",
  "#b50909": "bad", "#d54309": "bad", "#d83933": "bad", "#9c3d10": "bad", "#8b0a03": "bad", "#b51d09": "bad", "#f4e3db": "bad-soft",
  "#00a91c": "good", "#ecf3ec": "good-soft",
};
const COLOUR = /(?<![-\w/])(#[0-9a-f]{3,8}|white|black)(?![-\w.])/i;
const COLOURS = new RegExp(COLOUR, "gi");
const LINE = /^(border|outline|stroke)/;
const GROUND = /^(background|box-shadow)/;

/** The same style sheet with its colours as custom properties; one without a meaning here is an error. */
export function inTwoSchemes(css) {
  return css.replace(/(^|[{;\s])([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/gi, (all, before, property, value) => {
    if (property.startsWith("--") || !COLOUR.test(value)) return all;
    return `${before}${property}:${value.replace(COLOURS, (colour) => named(colour.toLowerCase(), property))}`;
  });
}

function named(colour, property) {
  const meaning = MEANINGS[colour];
  if (!meaning) throw new Error(`${colour} (${property}) has no meaning in schemes.mjs, so it would not change with the scheme.`);
  if (typeof meaning === "string") return `var(--${meaning})`;
  return `var(--${meaning[LINE.test(property) ? 2 : GROUND.test(property) ? 1 : 0]})`;
}
