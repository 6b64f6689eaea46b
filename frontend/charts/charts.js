// Draws the pictures of the figures from the numbers in the page. Each has its table beside it, so nothing is lost without.
import { BarChart, LineChart, MapChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import { height, options } from "./options.js";

echarts.use([BarChart, LineChart, MapChart, SankeyChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const SCHEME = matchMedia("(prefers-color-scheme: dark)");
const drawn = [];

for (const host of document.querySelectorAll("[data-chart]")) draw(host);
SCHEME.addEventListener("change", again);
// Paper has colours and a width of its own: the style sheet says both, and the pictures are drawn again by it.
matchMedia("print").addEventListener("change", again);
addEventListener("beforeprint", again);
addEventListener("afterprint", again);
// A phone's window grows and shrinks while its page is scrolled: only another width is drawn anew.
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  again();
});

async function draw(host) {
  const asked = JSON.parse(host.dataset.chart);
  try {
    if (asked.kind === "map") await ground(asked);
  } catch {
    host.hidden = true; // the table has the same numbers
    return;
  }
  const high = height(asked);
  if (high) host.style.height = `${high}px`;
  const chart = echarts.init(host, null, { renderer: "svg" });
  chart.setOption(options(asked, colours(host), chart.getWidth()));
  drawn.push({ chart, host, asked });
  host.dataset.drawn = "";
}

function again() {
  for (const { chart, host, asked } of drawn) {
    chart.resize();
    chart.setOption(options(asked, colours(host), chart.getWidth()), { notMerge: true });
  }
}

/** The outlines of the places, once a page; a degree of longitude is narrower the farther from the equator. */
async function ground(asked) {
  const outlines = await (await fetch(asked.outlines)).json();
  outlines.features = outlines.features.filter((feature) => feature.geometry);
  if (!outlines.features.length) throw new Error("There are no places.");
  const [, south, , north] = outlines.bbox;
  asked.named = Object.fromEntries(outlines.features.map(({ properties }) => [properties.id, properties.name]));
  asked.narrower = Math.cos((((south + north) / 2) * Math.PI) / 180);
  echarts.registerMap("places", outlines);
}

function colours(host) {
  const style = getComputedStyle(host);
  const named = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: named("ink"), muted: named("muted"), line: named("line"), surface: named("surface"),
    brand: named("brand"), strong: named("brand-strong"), onStrong: named("on-strong"), warn: named("warn-mark"),
    steps: ["surface", "step-1", "step-2", "step-3", "step-4"].map(named),
    font: style.fontFamily, still: matchMedia("(prefers-reduced-motion: reduce)").matches || matchMedia("print").matches,
  };
}
