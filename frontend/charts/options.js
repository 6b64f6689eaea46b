// What ECharts is told: one function a kind of picture. Patterns tell the series apart where no colour does.
import { format } from "echarts/core";

// Of the flow's names, which stand in two lines beside their bars, in pixels.
const NAME = { size: 12, line: 15, apart: 34, widest: 220, share: 0.34 };
// Of the map's colours, the first that the ink cannot be read on.
const FIRST_DARK_STEP = 3;
const BARS_OF_FLOW = 200; // as high as all of one side together, without what is between them

/** `asked` is the chart as the page writes it (doors/figures/charts.py), `colour` what the style sheet says, `width` in pixels. */
export function options(asked, colour, width) {
  const kinds = { trend, bars, flow, map };
  return {
    animation: !colour.still,
    animationDuration: 300,
    textStyle: { fontFamily: colour.font, color: colour.ink },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true, decals: patterns(colour) } },
    // Drawn as text of the picture: a box of HTML would bring styles of its own, which the page's policy forbids.
    tooltip: { renderMode: "richText", confine: true, backgroundColor: colour.surface, borderColor: colour.line, textStyle: { color: colour.ink } },
    ...kinds[asked.kind](asked, colour, width),
  };
}

function patterns(colour) {
  const line = { color: colour.surface, dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: Math.PI / 4 };
  return [{ symbol: "none" }, line, { ...line, rotation: -Math.PI / 4 }];
}

function axes(asked, colour) {
  const quiet = { axisLine: { lineStyle: { color: colour.line } }, axisTick: { show: false }, axisLabel: { color: colour.muted, hideOverlap: true } };
  return {
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: asked.labels, ...quiet },
    yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: colour.line } }, ...quiet },
  };
}

function trend(asked, colour) {
  const [received, closed] = asked.names;
  return {
    ...axes(asked, colour),
    legend: { top: 0, left: 0, textStyle: { color: colour.ink }, data: asked.names },
    tooltip: { trigger: "axis", ...shown(colour) },
    series: [
      { name: received, type: "bar", data: asked.series[0], itemStyle: { color: colour.brand }, barMaxWidth: 36 },
      { name: closed, type: "line", data: asked.series[1], itemStyle: { color: colour.warn }, lineStyle: { color: colour.warn, width: 3, type: [6, 3] }, symbol: "diamond", symbolSize: 9 },
    ],
  };
}

function bars(asked, colour) {
  return {
    ...axes(asked, colour),
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    series: [
      {
        name: asked.names[0], type: "bar", data: asked.series[0], itemStyle: { color: colour.brand }, barMaxWidth: 72,
        label: { show: true, position: "top", color: colour.ink },
      },
    ],
  };
}

/** In pixels: as many names as stand below each other have their room; undefined where the style sheet says it. */
export function height(asked) {
  if (asked.kind !== "flow") return undefined;
  return BARS_OF_FLOW + Math.max(asked.givers.length, asked.takers.length) * NAME.apart;
}

function flow(asked, colour, width) {
  // Givers stand on the left and takers on the right, so that who does both goes in no circle.
  const room = Math.min(NAME.widest, Math.floor(width * NAME.share));
  const nodes = [...asked.givers, ...asked.takers];
  const names = Object.fromEntries(nodes.map(({ key, name }) => [key, name]));
  const node = (position, align) => ({ key, name, words }) => ({ name: key, label: { position, align, formatter: label(name, words, room, colour.font) } });
  return {
    animation: false, // while it moves, it hides the names beside the bars
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    tooltip: {
      ...shown(colour),
      formatter: ({ dataType, data, value }) => (dataType === "edge" ? `${names[data.source]} → ${names[data.target]}: ${value}` : `${names[data.name]}: ${value}`),
    },
    series: [
      {
        type: "sankey", left: room + 8, right: room + 8, top: NAME.line, bottom: NAME.line, nodeWidth: 10, nodeGap: NAME.apart, draggable: false, emphasis: { focus: "adjacency" },
        data: [...asked.givers.map(node("left", "right")), ...asked.takers.map(node("right", "left"))],
        links: asked.links.map(({ source, target, times }) => ({ source, target, value: times })),
        itemStyle: { color: colour.strong, borderColor: colour.strong, borderWidth: 1 },
        lineStyle: { color: colour.brand, opacity: 0.35 },
        label: { color: colour.ink, fontSize: NAME.size, lineHeight: NAME.line, rich: { number: { fontSize: NAME.size, lineHeight: NAME.line, fontWeight: 700, color: colour.ink } } },
      },
    ],
  };
}

/** The number, as it is written, and the name, in at most two lines of so many pixels: what is longer ends in dots. */
function label(name, written, room, family) {
  const font = `${NAME.size}px ${family}`;
  const wide = (text) => format.getTextRect(text, font).width;
  const beside = room - wide(`${written}   `); // the number is bold, so it takes a little more
  const words = name.split(" ");
  let first = 1;
  while (first < words.length && wide(words.slice(0, first + 1).join(" ")) <= beside) first += 1;
  const top = format.truncateText(words.slice(0, first).join(" "), beside, font, "…");
  const rest = format.truncateText(words.slice(first).join(" "), room, font, "…");
  return `{number|${written}} ${top}${rest && `\n${rest}`}`;
}

function map(asked, colour) {
  // Whatever place the page does not name had nothing.
  const amount = (id) => asked.amounts[id] ?? 0;
  const names = { ...asked.named, ...asked.labels };
  return {
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    tooltip: { ...shown(colour), formatter: ({ name, value }) => (names[name] ? `${names[name]}: ${value}` : "") },
    series: [
      {
        type: "map", map: "places", nameProperty: "id", name: asked.name, aspectScale: asked.narrower, top: 8, bottom: 8, roam: false, selectedMode: false,
        data: Object.keys(names).map((name) => ({ name, value: amount(name), ...painted(asked.pieces, amount(name), colour) })),
        itemStyle: { areaColor: colour.steps[0], borderColor: colour.muted },
        emphasis: { label: { show: false }, itemStyle: { areaColor: colour.warn } },
        label: { show: true, fontSize: 12, textBorderWidth: 2, formatter: ({ value }) => (value > 0 ? String(value) : "") },
        labelLayout: { hideOverlap: true },
      },
    ],
  };
}

/** In the colour of its piece, which the legend has too (styles/_figures.scss), with a number that can be read on it. */
function painted(pieces, amount, colour) {
  const step = pieces.findIndex(({ most }) => amount <= most);
  const area = colour.steps[step];
  return { itemStyle: { areaColor: area }, label: { color: step < FIRST_DARK_STEP ? colour.ink : colour.onStrong, textBorderColor: area } };
}

function shown(colour) {
  return { renderMode: "richText", confine: true, backgroundColor: colour.surface, borderColor: colour.line, textStyle: { color: colour.ink } };
}
