// The audit: filters that are the command's, on the server's side; pages by key; what is shown can be saved as it is.

import { byId, h } from "./dom.js";
import { coarse, moment } from "./time.js";
import { code, dryRun, empty, result, RESULT_NAMES } from "./words.js";
import { AUDIT_FILTERS, ROWS, view } from "./view.js";
import { get, save } from "./session.js";

export const title = "Audit";

const FIELDS = [
  ["since", "Since", { placeholder: "3d, 2026-01-31" }], ["until", "Until", { placeholder: "3d, 2026-01-31" }],
  ["component", "Component", {}], ["owner", "Owner", {}], ["user", "User", {}], ["program", "Program", {}], ["rule", "Match rule", {}], ["pid", "PID", { inputmode: "numeric" }],
  ["outcome", "Outcome", RESULT_NAMES], ["signal", "Signal", ["TERM", "KILL"]], ["run", "Run", {}],
];

/** What is shown: rehearsals as well, which the command leaves out unless it is given --all. */
function parameters(...more) {
  const asked = view.query([...AUDIT_FILTERS, ...more]);
  asked.set("all", "true");
  return asked;
}

export async function load() {
  const asked = parameters("before");
  asked.set("limit", String(ROWS));
  return (await get(`terminations?${asked}`)).terminations;
}

/** @param rows null where the filters were refused */
export function render(rows) {
  return h("section", { id: "audit", class: "panel", "aria-labelledby": "audit-heading", "data-key": "audit" },
    h("div", { class: "head" },
      h("h1", { id: "audit-heading" }, "Audit: what was ended, and why"),
      h("div", { class: "actions" },
        h("button", { type: "button", class: "quiet", "data-do": "save-csv" }, "Save as CSV"),
        h("button", { type: "button", class: "quiet", "data-do": "save-json" }, "Save as JSON"),
        h("button", { type: "button", class: "quiet", "data-do": "print" }, "Print"))),
    h("form", { id: "filters", "aria-label": "Filters of the audit" },
      FIELDS.map(([name, label, kind]) => h("label", { class: `field ${name}` }, label, Array.isArray(kind)
        ? h("select", { name }, h("option", { value: "" }, "any"), kind.map((value) => h("option", { value }, value)))
        : h("input", { name, autocomplete: "off", spellcheck: "false", ...kind }))),
      h("div", { class: "actions" }, h("button", { type: "submit" }, "Filter"),
        h("button", { type: "button", class: "quiet", "data-do": "clear-filters" }, "Clear"))),
    h("div", { id: "audit-body" }, rows && body(rows)));
}

export function shown() {
  view.fill(byId("filters"));
}

export function submit() {
  const given = { before: null };
  for (const element of byId("filters").elements) {
    if (element.name) given[element.name] = element.value.trim() || null;
  }
  view.go(view.with(given));
}

const NO_FILTERS = Object.fromEntries([...AUDIT_FILTERS, "before"].map((name) => [name, null]));

export const handlers = {
  "clear-filters": () => view.go(view.with(NO_FILTERS)),
  "save-csv": () => saveAs("csv"),
  "save-json": () => saveAs("json"),
};

function saveAs(format) {
  const asked = parameters();
  asked.set("limit", "100000");
  if (format === "csv") asked.set("format", "csv");
  return save(`terminations?${asked}`, `terminations.${format}`);
}

function body(rows) {
  const filtered = AUDIT_FILTERS.some((name) => view.get(name));
  const before = view.get("before");
  if (rows.length) return [table(rows), pages(rows, before)];
  return filtered || before
    ? empty("No matches", h("button", { type: "button", class: "quiet", "data-do": "clear-filters" }, "Clear the filters"))
    : empty("Nothing was ever ended here", "That is good news, or the first run is still to come. ",
      code("shared-services cleanup --dry-run --verbose"), " shows every CI process and what a rule says of it.");
}

function pages(rows, before) {
  return h("nav", { class: "pages", "aria-label": "Pages of the audit" },
    before && h("a", { href: view.with({ before: null }), "data-do": "go", role: "button", class: "quiet" }, "Newest"),
    before && h("button", { type: "button", class: "quiet", "data-do": "back" }, "\u2190 Newer"),
    h("span", { class: "muted" }, `${rows.length} shown`),
    rows.length === ROWS && h("a", { href: view.with({ before: rows.at(-1).sequence }), "data-do": "go", role: "button", class: "quiet older" }, "Older \u2192"));
}

const HEADS = [["Requested"], ["Result"], ["Component"], ["PID", "number"], ["Age", "number more"], ["Signals", "more"], ["Took", "number more"], ["Command"]];

/** @param above what a row shows above the view */
export function table(rows, above = (row) => `termination:${row.sequence}`) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Terminations" }, h("table", { class: "cards audit" },
    h("thead", {}, h("tr", {}, HEADS.map(([name, kind]) => h("th", { scope: "col", class: kind }, name)))),
    h("tbody", {}, rows.map((row) => {
      const cell = (label, kind, ...content) => h("td", { "data-label": label, class: kind }, h("div", {}, content));
      return h("tr", { class: row.dryRun ? "dry" : null, "data-key": row.sequence, "data-do": "row" },
        h("th", { scope: "row", "data-label": "Requested" },
          h("a", { href: view.with({ show: above(row) }), "data-do": "go" }, moment(row.requestedAt))),
        cell("Result", null, result(row.result), row.dryRun && [" ", dryRun()]),
        cell("Component", null, row.component ?? "\u2014"), cell("PID", "number", row.pid), cell("Age", "number more", coarse(row.ageSeconds)),
        cell("Signals", "more", row.signals.join(" + ") || "\u2014"), cell("Took", "number more", row.waitMillis === null ? "\u2014" : coarse(row.waitMillis / 1000)),
        h("td", { "data-label": "Command", class: "command" }, h("code", { dir: "ltr", title: row.command.slice(0, 500) }, row.command.slice(0, 400))));
    }))));
}
