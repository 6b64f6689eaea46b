// How far something is, as the people of the place say it; the same as foundation/text/lengths.py.
const FEET = 1 / 0.3048;
const MILE = 1609.344;

export function length(metres) {
  if (document.documentElement.dataset.units === "us") {
    return metres * FEET < 1000 ? inUnit(metres * FEET, "foot") : inUnit(metres / MILE, "mile");
  }
  return metres < 1000 ? inUnit(metres, "meter") : inUnit(metres / 1000, "kilometer");
}

const inUnit = (value, unit) =>
  new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumSignificantDigits: 2,
  }).format(Math.max(value, 1));
