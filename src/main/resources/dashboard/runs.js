// The runs, newest first, with the filters of the command history.

import { byId, h, show } from "./dom.js";
import { coarse, moment } from "./time.js";
import { code, dryRun, empty, outcome, OUTCOME_NAMES, trigger } from "./words.js";
import { view } from "./view.js";
import { get } from "./session.js";

const LIMIT = 20;
const NAMES = ["job", "outcome", "before"];

export function fillRunFilters(jobs) {
  const form = byId("run-filters");
  if (!form.firstChild) {
    const choice = (name, label, values) => h("label", { class: "field" }, label,
      h("select", { name }, h("option", { value: "" }, "any"), values.map((value) => h("option", { value }, value))));
    form.append(choice("runs-job", "Job", jobs), choice("runs-outcome", "Outcome", OUTCOME_NAMES));
  }
  for (const element of form.elements) element.value = view.get(element.name) ?? "";
}

export async function loadRuns() {
  return (await get(`runs?${view.query(NAMES, "runs-")}&limit=${LIMIT}`.replace("?&", "?"))).runs;
}

export function runs(rows) {
  const before = view.get("runs-before");
  show(byId("runs-body"), rows.length
    ? [table(rows), h("nav", { class: "pages", "aria-label": "Pages of runs" },
      before && h("a", { href: view.with({ "runs-before": null }), "data-do": "go", role: "button", class: "quiet" }, "Newest"),
      rows.length === LIMIT && h("a", { href: view.with({ "runs-before": rows.at(-1).id }), "data-do": "go", role: "button", class: "quiet" }, "Older \u2192"))]
    : empty("No runs", "No run matches. ", code("shared-services jobs"), " says when each job is due."));
}

function table(rows) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Runs" }, h("table", { class: "cards" },
    h("thead", {}, h("tr", {}, ["Started", "Job", "Outcome", "Began", "Took", "Orphans", "Terminated", "Killed", "Failed", "Spared"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map((run) => {
      const cell = (label, ...content) => h("td", { "data-label": label }, h("div", {}, content));
      return h("tr", { class: run.dryRun ? "dry" : null, "data-key": run.id, "data-do": "row" },
        h("th", { scope: "row", "data-label": "Started" }, h("a", { href: view.with({ show: `run:${run.id}` }), "data-do": "go" }, moment(run.startedAt))),
        cell("Job", run.job),
        cell("Outcome", outcome(run.outcome), run.dryRun && [" ", dryRun()], run.reason && h("small", { class: "muted" }, ` ${run.reason}`),
          run.repeats > 0 && h("small", { class: "muted" }, `, ${run.repeats + 1} times, last `, moment(run.repeatedAt))),
        cell("Began", trigger(run.trigger), run.trigger === "MANUAL" && h("small", { class: "muted" }, ` ${run.actor}`)),
        cell("Took", run.finishedAt ? coarse((new Date(run.finishedAt) - new Date(run.startedAt)) / 1000) : "\u2014"),
        ...["orphans", "terminated", "killed", "failed", "spared"].map((field) => cell(field[0].toUpperCase() + field.slice(1), run[field])));
    }))));
}
