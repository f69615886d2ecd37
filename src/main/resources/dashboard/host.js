// One host of the fleet, on a keeper: how it is, its runs and what it ended. It shows, and does nothing on that host.

import { byId, h } from "./dom.js";
import { ago } from "./time.js";
import { empty, OUTCOME_NAMES, RESULT_NAMES } from "./words.js";
import { ROWS, view } from "./view.js";
import { get } from "./session.js";
import * as runs from "./runs.js";
import * as audit from "./audit.js";

export const title = "Host";

const FILTERS = {
  runs: ["job", "outcome", "since", "until"],
  terminations: ["since", "until", "component", "pid", "outcome", "signal", "run"],
};
const WORDS = { since: "Since", until: "Until", component: "Component", pid: "PID", run: "Run" };

function list() {
  return view.get("list") === "terminations" ? "terminations" : "runs";
}

export async function load() {
  const host = `hosts/${encodeURIComponent(view.item)}`;
  const asked = view.query([...FILTERS[list()], "before"]);
  asked.set("limit", String(ROWS));
  if (list() === "runs") asked.set("job", runs.job());
  else asked.set("all", "true");
  const [{ host: how }, rows] = await Promise.all([get(host), get(`${host}/${list()}?${asked}`)]);
  return { how, rows: rows[list()] };
}

/** @param answer null where a filter was refused, or there is no such host */
export function render(answer) {
  const tab = (name, words) => h("a", {
    href: view.at("hosts", { list: name === "runs" ? null : name }, view.item), "data-do": "go", "aria-current": list() === name ? "true" : null,
  }, words);
  return [
    h("section", { class: "panel", "aria-labelledby": "host-heading", "data-key": "host" },
      h("div", { class: "head" }, h("h1", { id: "host-heading" }, `Host ${view.item}`),
        h("a", { href: view.at("hosts"), "data-do": "go" }, "All hosts")),
      answer && facts(answer.how)),
    h("section", { class: "panel", "aria-labelledby": "record-heading", "data-key": `record-${list()}` },
      h("div", { class: "head" }, h("h2", { id: "record-heading" }, list() === "runs" ? "Runs" : "Terminations"),
        h("nav", { class: "tabs", "aria-label": "Records of this host" }, tab("runs", "Runs"), " ", tab("terminations", "Terminations"))),
      h("form", { id: "host-filters", "aria-label": "Filters" }, FILTERS[list()].map(field),
        h("div", { class: "actions" }, h("button", { type: "submit" }, "Filter"))),
      answer && body(answer.rows)),
  ];
}

function facts(host) {
  const pairs = [
    ["State", host.state + (host.pausedByFleet ? ", paused" : "") + (host.why ? `: ${host.why}` : "")],
    ["Last heard of", host.seenAt ? ago(host.seenAt) : "never"],
    ["Last cleanup", host.lastCleanupAt ? [ago(host.lastCleanupAt), `: ${host.lastCleanupOutcome}, ${host.lastCleanupOrphans} orphans`] : "never"],
    ["Journal", `${host.headSequence} events, ${host.unshipped} not shipped`],
    ["Verified", host.verifiedAt ? ago(host.verifiedAt) : "never"],
    ["Version", `${host.version ?? "-"}, settings ${host.settingsDigest ?? "-"}`],
  ];
  return h("dl", { class: "facts" }, pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function field(name) {
  if (name === "job") return runs.choice("job", "Job", [...new Set([...runs.JOBS, runs.job()])]);
  if (name === "signal") return runs.choice("signal", "Signal", ["", "TERM", "KILL"]);
  if (name === "outcome") return list() === "runs" ? runs.choice("outcome", "Outcome", ["", ...OUTCOME_NAMES]) : runs.choice("outcome", "Outcome", ["", ...RESULT_NAMES]);
  return h("label", { class: `field ${name}` }, WORDS[name], h("input", { name, autocomplete: "off", spellcheck: "false" }));
}

export function shown() {
  view.fill(byId("host-filters"), (name) => name === "job" ? runs.job() : view.get(name));
}

export function submit() {
  const given = { before: null };
  for (const element of byId("host-filters").elements) {
    if (element.name) given[element.name] = element.value.trim() || null;
  }
  view.go(view.with(given));
}

function body(rows) {
  if (!rows.length) return empty("No matches", "Nothing of this host is on record at the centre that fits.");
  const before = view.get("before");
  const last = rows.at(-1);
  return [
    list() === "runs" ? runs.table(rows) : audit.table(rows, (row) => `run:${row.runId}`),
    h("nav", { class: "pages", "aria-label": "Pages" },
      before && h("a", { href: view.with({ before: null }), "data-do": "go", role: "button", class: "quiet" }, "Newest"),
      h("span", { class: "muted" }, `${rows.length} shown`),
      rows.length === ROWS && h("a", { href: view.with({ before: list() === "runs" ? last.id : last.sequence }), "data-do": "go", role: "button", class: "quiet older" }, "Older \u2192")),
  ];
}
