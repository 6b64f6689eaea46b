// The base map that needs nobody else: the platform's own boundaries and streets, in the colours of the page.
const FONT = ["system-ui, sans-serif"];

/** A MapLibre style. Without `glyphs`, letters are drawn by the browser, in fonts the reader has. */
export function groundStyle(element, places, streets) {
  const css = getComputedStyle(element);
  const colour = (name) => css.getPropertyValue(`--map-${name}`).trim();
  const sources = { places: { type: "geojson", data: places ?? { type: "FeatureCollection", features: [] } } };
  if (streets) sources.streets = { type: "geojson", data: new URL(streets, location.href).href };
  return {
    version: 8,
    sources,
    layers: [...ground(colour), ...(streets ? roads(colour) : []), ...names(colour)],
  };
}

function ground(colour) {
  return [
    { id: "water", type: "background", paint: { "background-color": colour("water") } },
    groundOf("county", colour("land")),
    groundOf("municipality", colour("town")),
    groundOf("community", colour("community")),
    {
      id: "borders",
      type: "line",
      source: "places",
      filter: ["all", ["==", ["geometry-type"], "Polygon"], ["in", ["get", "kind"], ["literal", ["county", "municipality", "community"]]]],
      layout: { "line-join": "round" },
      paint: {
        "line-color": colour("border"),
        "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 14, 1.8],
        "line-dasharray": [4, 2],
      },
    },
  ];
}

const groundOf = (kind, paint) => ({
  id: `ground-${kind}`,
  type: "fill",
  source: "places",
  filter: ["all", ["==", ["geometry-type"], "Polygon"], ["==", ["get", "kind"], kind]],
  paint: { "fill-color": paint },
});

function roads(colour) {
  const width = (scale) => ["interpolate", ["exponential", 1.5], ["zoom"], 9, 0.8 * scale, 13, 2.6 * scale, 18, 16 * scale];
  const line = (id, paint) => ({ id, type: "line", source: "streets", layout: { "line-join": "round", "line-cap": "round" }, paint });
  return [
    line("road-edges", { "line-color": colour("road-edge"), "line-width": width(1.45) }),
    line("roads", { "line-color": colour("road"), "line-width": width(1) }),
    {
      id: "road-names",
      type: "symbol",
      source: "streets",
      minzoom: 11.5,
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 11, 17, 14],
      },
      paint: { "text-color": colour("name"), "text-halo-color": colour("halo"), "text-halo-width": 1.6 },
    },
  ];
}

function names(colour) {
  return [
    {
      id: "place-names",
      type: "symbol",
      source: "places",
      filter: ["==", ["geometry-type"], "Point"],
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 8, ["case", ["==", ["get", "kind"], "county"], 14, 11], 14, 17],
        "text-max-width": 7,
        "text-padding": 6,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": colour("name"), "text-halo-color": colour("halo"), "text-halo-width": 1.8 },
    },
  ];
}
