// Orphans found, terminated, killed and spared over time; sums are the database's.

import { byId, h, show } from "./dom.js";
import { date, hours } from "./time.js";
import { code, empty } from "./words.js";
import { RANGES, view } from "./view.js";

const NAMES = { day: "Day", week: "Week", month: "Month", quarter: "Quarter", year: "Year" };
const SERIES = [
  ["orphans", "Found", "--found"], ["terminated", "Terminated", "--terminated"], ["killed", "Killed", "--killed"],
  ["failed", "Failed", "--failed"], ["spared", "Spared", "--spared"],
];

let chart = null;
let drawn = "";
let points = [];
let trendStep = 3600;

export function range() {
  const asked = view.get("range");
  return RANGES.includes(asked) ? asked : "month";
}

/** @param trend of /trend */
export function trend(trend) {
  show(byId("trend-ranges"), RANGES.map((name) =>
    h("button", { type: "button", class: "quiet", "data-do": "range", "data-range": name, "aria-pressed": String(name === trend.range) }, NAMES[name])));
  trendStep = trend.stepSeconds;
  points = filled(trend);
  const sum = (field) => points.reduce((total, point) => total + point[field], 0);
  const dry = sum("dryOrphans");
  show(byId("trend-sums"), points.every((point) => !point.runs)
    ? empty("No cleanup ran in this time", "The first start of the daemon runs one at once; ", code("shared-services cleanup --dry-run --verbose"),
      " shows what one would do.")
    : h("dl", { class: "sums" },
      SERIES.map(([field, name]) => h("div", { class: field }, h("dt", {}, name), h("dd", {}, sum(field).toLocaleString()))),
      dry > 0 && h("div", { class: "dry" }, h("dt", {}, "Found in dry runs"), h("dd", {}, dry.toLocaleString()))));
  show(byId("trend-table"), table(trend.range));
  draw(trend.range, false);
}

/** The steps without a run are zeros. */
function filled(trend) {
  const known = new Map(trend.steps.map((step) => [new Date(step.at).getTime(), step]));
  const none = { runs: 0, orphans: 0, dryOrphans: 0, spared: 0, terminated: 0, killed: 0, failed: 0 };
  const all = [];
  for (let at = new Date(trend.since).getTime(); at < new Date(trend.until).getTime(); at += trend.stepSeconds * 1000) {
    all.push({ ...none, ...known.get(at), at });
  }
  return all;
}

function when(point, shown) {
  return shown === "day" || shown === "week" ? `${date(point.at)}, ${hours(point.at)}` : date(point.at);
}

function table(shown) {
  const rows = points.filter((point) => point.runs).reverse();
  return h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "From"), h("th", { scope: "col" }, "Runs"),
      SERIES.map(([, name]) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map((point) => h("tr", { "data-key": point.at },
      h("th", { scope: "row" }, when(point, shown)), h("td", {}, point.runs), SERIES.map(([field]) => h("td", {}, point[field]))))));
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Draws again only where something changed. */
export function draw(shown = range(), anyway = true) {
  const holder = byId("trend-chart");
  const state = JSON.stringify([shown, points]);
  if (!anyway && state === drawn) return;
  drawn = state;
  chart?.destroy();
  chart = null;
  holder.hidden = points.every((point) => !point.runs);
  if (holder.hidden || !window.uPlot) return;
  const bars = uPlot.paths.bars({ size: [0.7, 40] });
  const axis = { stroke: colour("--faint-text"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui" };
  const style = (name) => ({ stroke: colour(name), fill: colour(name), paths: bars, points: { show: false }, width: 0 });
  chart = new uPlot({
    width: holder.clientWidth, height: Math.max(200, Math.min(320, innerHeight / 3)),
    legend: { show: false }, cursor: { y: false, points: { show: false } }, padding: [12, 8, 0, 0],
    scales: { x: { range: (_, first, last) => [first - trendStep / 2, last + trendStep / 2] }, y: { range: (_, low, high) => [0, Math.max(4, high * 1.15)] }, spared: { range: (_, low, high) => [0, Math.max(4, high * 1.15)] } },
    axes: [{ ...axis, values: (_, splits) => splits.map((at) => (shown === "day" ? hours(at * 1000) : date(at * 1000))), space: 70 },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
      { ...axis, scale: "spared", side: 1, size: 48, grid: { show: false }, stroke: colour("--spared"), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000] }],
    series: [{},
      { label: "Found", ...style("--found-fill") },
      { label: "Killed", ...style("--killed") },
      { label: "Terminated", ...style("--terminated") },
      { label: "Spared", scale: "spared", stroke: colour("--spared"), width: 1.5, dash: [4, 4], points: { show: false } }],
    hooks: { setCursor: [(plot) => showPoint(points[plot.cursor.idx ?? -1], shown)] },
  }, [
    points.map((point) => point.at / 1000),
    points.map((point) => point.orphans),
    // On top of those that ended by themselves at SIGTERM.
    points.map((point) => point.terminated + point.killed),
    points.map((point) => point.terminated),
    points.map((point) => point.spared),
  ], holder);
  showPoint(undefined, shown);
}

function showPoint(point, shown) {
  byId("trend-point").textContent = point
    ? `${when(point, shown)}: ${SERIES.map(([field, name]) => `${name.toLowerCase()} ${point[field]}`).join(", ")}`
    : "Bars: found, and of those terminated and killed. Dashed, right: processes that a rule spared.";
}

addEventListener("resize", () => chart?.setSize({ width: byId("trend-chart").clientWidth, height: chart.height }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
