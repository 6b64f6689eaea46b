// What ECharts is told: one function a kind of picture. Patterns tell the series apart where no colour does.
const LONGEST_NAME = 22;

/** `asked` is the chart as the page writes it (doors/figures/charts.py), `colour` what the style sheet says. */
export function options(asked, colour) {
  const kinds = { trend, bars, flow, map };
  return {
    animation: !colour.still,
    animationDuration: 300,
    textStyle: { fontFamily: colour.font, color: colour.ink },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true, decals: patterns(colour) } },
    // Drawn as text of the picture: a box of HTML would bring styles of its own, which the page's policy forbids.
    tooltip: { renderMode: "richText", confine: true, backgroundColor: colour.surface, borderColor: colour.line, textStyle: { color: colour.ink } },
    ...kinds[asked.kind](asked, colour),
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

function flow(asked, colour) {
  // Givers stand on the left and takers on the right, so that who does both goes in no circle.
  const givers = new Set(asked.links.map((link) => link.giver));
  const takers = new Set(asked.links.map((link) => link.taker));
  const node = (side, label) => (pk) => ({ name: `${side}${pk}`, label: { position: label }, itemStyle: { color: colour.strong } });
  const named = ({ name }) => asked.labels[name.slice(1)];
  return {
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    tooltip: {
      ...shown(colour),
      formatter: ({ dataType, data, value }) => (dataType === "edge" ? `${named({ name: data.source })} → ${named({ name: data.target })}: ${value}` : `${named(data)}: ${value}`),
    },
    series: [
      {
        type: "sankey", left: 8, right: 8, top: 8, bottom: 8, nodeWidth: 14, draggable: false, emphasis: { focus: "adjacency" },
        data: [...[...givers].map(node("g", "right")), ...[...takers].map(node("t", "left"))],
        links: asked.links.map(({ giver, taker, times }) => ({ source: `g${giver}`, target: `t${taker}`, value: times })),
        lineStyle: { color: colour.brand, opacity: 0.35 },
        label: { color: colour.ink, textBorderColor: colour.surface, textBorderWidth: 3, formatter: (one) => short(named(one)) },
      },
    ],
  };
}

function map(asked, colour) {
  const values = Object.values(asked.amounts);
  return {
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    tooltip: { ...shown(colour), formatter: ({ name, value }) => (asked.labels[name] ? `${asked.labels[name]}: ${value}` : "") },
    visualMap: { type: "piecewise", pieces: pieces(Math.max(...values)), left: 8, bottom: 8, textStyle: { color: colour.ink }, inRange: { color: [colour.pale, colour.strong] } },
    series: [
      {
        type: "map", map: "places", nameProperty: "id", name: asked.name, aspectScale: asked.narrower, top: 8, bottom: 8, roam: false, selectedMode: false,
        data: Object.entries(asked.amounts).map(([name, value]) => ({ name, value })),
        itemStyle: { areaColor: colour.soft, borderColor: colour.muted },
        emphasis: { label: { show: false }, itemStyle: { areaColor: colour.warn } },
        label: { show: true, color: colour.ink, textBorderColor: colour.surface, textBorderWidth: 3, fontSize: 12, formatter: ({ value }) => (value > 0 ? String(value) : "") },
        labelLayout: { hideOverlap: true },
      },
    ],
  };
}

/** Up to four stretches of whole numbers from one on, the fullest first. */
function pieces(most) {
  const size = Math.max(1, Math.ceil(most / 4));
  const starts = [0, 1, 2, 3].map((number) => number * size + 1).filter((start) => start <= most);
  return starts.reverse().map((min) => ({ min, max: Math.min(min + size - 1, most), label: size > 1 ? `${min} – ${Math.min(min + size - 1, most)}` : String(min) }));
}

function shown(colour) {
  return { renderMode: "richText", confine: true, backgroundColor: colour.surface, borderColor: colour.line, textStyle: { color: colour.ink } };
}

function short(name) {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
