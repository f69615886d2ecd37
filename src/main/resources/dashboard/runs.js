// The runs of one job, newest first, with the filters of the command history; each job has its own columns.

import { byId, h } from "./dom.js";
import { coarse, moment } from "./time.js";
import { code, dryRun, empty, grouped, outcome, OUTCOME_NAMES, trigger } from "./words.js";
import { ROWS, view } from "./view.js";
import { get } from "./session.js";

export const title = "Runs";

const NAMES = ["outcome", "before", "since", "until"];
export const JOBS = ["orphan-cleanup", "config-sync", "leftover-cleanup"];

export function job() {
  return view.get("job") ?? JOBS[0];
}

export async function load() {
  const asked = view.query(NAMES);
  asked.set("job", job());
  asked.set("limit", String(ROWS));
  return (await get(`runs?${asked}`)).runs;
}

/** @param rows null where a filter was refused */
export function render(rows) {
  const jobs = [...new Set([...JOBS, job()])];
  return h("section", { id: "runs", class: "panel", "aria-labelledby": "runs-heading", "data-key": "runs" },
    h("div", { class: "head" },
      h("h1", { id: "runs-heading" }, "Runs"),
      h("form", { id: "run-filters", "aria-label": "Filters of the runs" },
        choice("job", "Job", jobs), choice("outcome", "Outcome", ["", ...OUTCOME_NAMES]))),
    h("div", { id: "runs-body" }, rows && body(rows)));
}

export function choice(name, label, values) {
  return h("label", { class: "field" }, label, h("select", { name }, values.map((value) =>
    h("option", { value }, value || "any"))));
}

/** A choice that somebody made stays in a field until it is set again. */
export function shown() {
  const form = byId("run-filters");
  form.elements.job.value = job();
  form.elements.outcome.value = view.get("outcome") ?? "";
}

export function change(event) {
  view.go(view.with({ [event.target.name]: event.target.value === JOBS[0] ? null : event.target.value, before: null }));
}

function body(rows) {
  const before = view.get("before");
  return rows.length
    ? [table(rows), h("nav", { class: "pages", "aria-label": "Pages of runs" },
      before && h("a", { href: view.with({ before: null }), "data-do": "go", role: "button", class: "quiet" }, "Newest"),
      h("span", { class: "muted" }, `${rows.length} shown`),
      rows.length === ROWS && h("a", { href: view.with({ before: rows.at(-1).id }), "data-do": "go", role: "button", class: "quiet older" }, "Older \u2192"))]
    : empty("No runs", "No run matches. ", code("shared-services jobs"), " says when each job is due.");
}

const COUNTS = ["scanned", "matched", "orphans", "terminated", "killed", "failed", "spared"];

/** What a narrow screen has room for; the rest is in the detail. */
const MAIN = new Set(["Orphans", "Terminated", "Killed", "Changes"]);

/** What only this job has. */
function own(run) {
  return job() === "config-sync" ? [["Changes", run.changeCount ?? 0]] : COUNTS.map((name) => [name[0].toUpperCase() + name.slice(1), run[name]]);
}

export function table(rows) {
  const kind = (name) => (MAIN.has(name) ? "number" : "number more");
  const heads = [["Started"], ["Outcome"], ["Began"], ["Took", "number more"], ...own(rows[0]).map(([name]) => [name, kind(name)])];
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Runs" }, h("table", { class: "cards" },
    h("thead", {}, h("tr", {}, heads.map(([name, kind]) => h("th", { scope: "col", class: kind }, name)))),
    h("tbody", {}, rows.map((run) => {
      const cell = (label, kind, ...content) => h("td", { "data-label": label, class: kind }, h("div", {}, content));
      return h("tr", { class: run.dryRun ? "dry" : null, "data-key": run.id, "data-do": "row" },
        h("th", { scope: "row", "data-label": "Started" }, h("a", { href: view.with({ show: `run:${run.id}` }), "data-do": "go" }, moment(run.startedAt))),
        cell("Outcome", null, outcome(run.outcome), run.dryRun && [" ", dryRun()], run.reason && h("small", { class: "muted" }, ` ${run.reason}`),
          run.repeats > 0 && h("small", { class: "muted" }, `, ${run.repeats + 1} times, last `, moment(run.repeatedAt))),
        cell("Began", null, trigger(run.trigger), run.trigger === "MANUAL" && h("small", { class: "muted" }, ` ${run.actor}`)),
        cell("Took", "number more", run.finishedAt ? coarse((new Date(run.finishedAt) - new Date(run.startedAt)) / 1000) : "\u2014"),
        own(run).map(([name, value]) => cell(name, kind(name), grouped(Number(value)))));
    }))));
}
