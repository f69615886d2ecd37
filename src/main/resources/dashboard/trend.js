// Orphans found, terminated, killed and spared over time; sums are the database's.

import { h } from "./dom.js";
import { date, hours } from "./time.js";
import { code, empty, grouped } from "./words.js";
import { RANGES, view } from "./view.js";

const NAMES = { day: "Day", week: "Week", month: "Month", quarter: "Quarter", year: "Year" };
const SERIES = [["orphans", "Found"], ["terminated", "Terminated"], ["killed", "Killed"], ["failed", "Failed"], ["spared", "Spared"]];

/** @param trend of /overview */
export function trend(trend) {
  const points = filled(trend).map((point) => described(point, trend.range));
  const sum = (field) => points.reduce((total, point) => total + point[field], 0);
  const dry = sum("dryOrphans");
  const nothing = points.every((point) => !point.runs);
  return [
    h("div", { class: "head" },
      h("h2", { id: "trend-heading" }, "Orphans over time"),
      h("div", { class: "ranges", role: "group", "aria-label": "Range" }, RANGES.map((name) =>
        h("button", { type: "button", class: "quiet", "data-do": "range", "data-range": name, "aria-pressed": String(name === trend.range) }, NAMES[name])))),
    nothing
      ? empty("No cleanup ran in this time", "The first start of the daemon runs one at once; ", code("shared-services cleanup --dry-run --verbose"),
        " shows what one would do.")
      : [
        h("dl", { class: "sums" },
          SERIES.map(([field, name]) => h("div", { class: field }, h("dt", {}, name), h("dd", {}, grouped(sum(field))))),
          dry > 0 && h("div", { class: "dry" }, h("dt", {}, "Found in dry runs"), h("dd", {}, grouped(dry)))),
        chart("Orphans found, by what became of them", points,
          [["terminated", (point) => point.terminated], ["killed", (point) => point.killed], ["failed", (point) => point.failed],
            ["orphans", (point) => point.orphans - point.terminated - point.killed - point.failed]]),
        chart("Processes that a rule spared", points, [["spared", (point) => point.spared]]),
        h("details", { class: "as-table" }, h("summary", {}, "Show as a table"),
          document.querySelector("#trend .as-table")?.open
            && h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Trend over time" }, table(points))),
      ],
  ];
}

/** The steps without a run are zeros. The last one has not ended yet. */
function filled(trend) {
  const known = new Map(trend.steps.map((step) => [new Date(step.at).getTime(), step]));
  const none = { runs: 0, orphans: 0, dryOrphans: 0, spared: 0, terminated: 0, killed: 0, failed: 0 };
  const all = [];
  const end = new Date(trend.until).getTime();
  for (let at = new Date(trend.since).getTime(); at < end; at += trend.stepSeconds * 1000) {
    all.push({ ...none, ...known.get(at), at, until: at + trend.stepSeconds * 1000 });
  }
  if (end > Date.now()) all.at(-1).partial = true;
  return all;
}

/** With its words and its way into the audit, once for both charts and the table. */
function described(point, shown) {
  const at = date(point.at);
  const words = `${shown === "day" || shown === "week" ? `${at}, ${hours(point.at)}` : at}${point.partial ? ", so far" : ""}`;
  return {
    ...point,
    label: shown === "day" ? hours(point.at) : at,
    words,
    title: `${words}: ${SERIES.map(([field, name]) => `${name.toLowerCase()} ${point[field]}`).join(", ")}`,
    href: view.at("audit", { since: new Date(point.at).toISOString(), until: new Date(point.until).toISOString() }),
  };
}

/** Bars on one axis. What they show is in the table, too, so they are left out of what is read aloud. */
function chart(title, points, parts) {
  const whole = (point) => parts.reduce((total, [, of]) => total + Math.max(0, of(point)), 0);
  const top = 2 * Math.ceil(Math.max(4, ...points.map(whole)) / 2);
  const every = Math.ceil(points.length / 6);
  return h("figure", { class: "chart", "aria-hidden": "true" },
    h("figcaption", {}, title),
    h("div", { class: "plot" },
      h("span", { class: "top" }, grouped(top)), h("span", { class: "half" }, grouped(top / 2)),
      h("div", { class: "bars" }, points.map((point) => h("a", {
        class: point.partial ? "bar partial" : "bar", tabindex: "-1", href: point.href, "data-do": "go", title: point.title,
      }, parts.map(([name, of]) => of(point) > 0 && h("span", { class: name, style: { height: `${of(point) / top * 100}%` } })))))),
    h("div", { class: "days" }, points.map((point, i) => h("span", {}, i % every === 0 && points.length - i >= every && h("b", { class: i / every % 2 ? "more" : null }, point.label)))));
}

function table(points) {
  const rows = points.filter((point) => point.runs).reverse();
  return h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "From"), h("th", { scope: "col", class: "number" }, "Runs"),
      SERIES.map(([, name]) => h("th", { scope: "col", class: "number" }, name)))),
    h("tbody", {}, rows.map((point) => h("tr", { "data-key": point.at },
      h("th", { scope: "row" }, h("a", { href: point.href, "data-do": "go" }, point.words)),
      h("td", { class: "number" }, point.runs), SERIES.map(([field]) => h("td", { class: "number" }, point[field]))))));
}
