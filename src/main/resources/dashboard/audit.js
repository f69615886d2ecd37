// The audit: filters that are the command's, on the server's side; pages by key; what is shown can be saved as it is.

import { byId, h, show } from "./dom.js";
import { coarse, moment } from "./time.js";
import { code, dryRun, empty, result, RESULT_NAMES } from "./words.js";
import { AUDIT_FILTERS, LIMITS, view } from "./view.js";
import { get, save } from "./session.js";

const FIELDS = [
  ["since", "Since", { placeholder: "2h, 3d, 2026-01-31" }], ["until", "Until", { placeholder: "2h, 3d, 2026-01-31" }],
  ["component", "Component", {}], ["pid", "PID", { inputmode: "numeric" }],
  ["outcome", "Outcome", RESULT_NAMES], ["signal", "Signal", ["TERM", "KILL"]], ["run", "Run", {}],
];

export function query() {
  return view.query([...AUDIT_FILTERS, "limit", "before"]);
}

/** Makes the form once, and fills it from the address whenever that changes. */
export function fillFilters() {
  const form = byId("filters");
  if (!form.firstChild) {
    form.append(
      ...FIELDS.map(([name, label, kind]) => h("label", { class: `field ${name}` }, label, Array.isArray(kind)
        ? h("select", { name }, h("option", { value: "" }, "any"), kind.map((value) => h("option", { value }, value)))
        : h("input", { name, autocomplete: "off", spellcheck: "false", ...kind }))),
      h("label", { class: "field limit" }, "Rows", h("select", { name: "limit" }, LIMITS.map((value) => h("option", { value }, value)))),
      h("div", { class: "actions" }, h("button", { type: "submit" }, "Filter"),
        h("button", { type: "button", class: "quiet", "data-do": "clear-filters" }, "Clear")));
  }
  for (const element of form.elements) {
    if (element.name && document.activeElement !== element) {
      element.value = view.get(element.name) ?? (element.name === "limit" ? "50" : "");
    }
  }
}

/** What the form says, as a view's parameters; a new filter begins at the newest. */
export function filtersGiven() {
  const given = { before: null };
  for (const element of byId("filters").elements) {
    if (element.name) given[element.name] = element.value.trim() || null;
  }
  if (given.limit === "50") given.limit = null;
  return given;
}

export const NO_FILTERS = Object.fromEntries([...AUDIT_FILTERS, "limit", "before"].map((name) => [name, null]));

/** What is shown and saved: rehearsals as well, which the command leaves out unless it is given --all. */
function parameters() {
  const asked = new URLSearchParams(query());
  asked.set("all", "true");
  return asked;
}

export async function load() {
  return (await get(`terminations?${parameters()}`)).terminations;
}

export function audit(rows) {
  const limit = Number(view.get("limit") ?? 50);
  const filtered = AUDIT_FILTERS.some((name) => view.get(name));
  const before = view.get("before");
  show(byId("audit-body"), rows.length
    ? [table(rows), h("nav", { class: "pages", "aria-label": "Pages of the audit" },
      before && h("a", { href: view.with({ before: null }), "data-do": "go", role: "button", class: "quiet" }, "Newest"),
      before && h("button", { type: "button", class: "quiet", "data-do": "back" }, "\u2190 Newer"),
      h("span", { class: "muted" }, `${rows.length} shown`),
      rows.length === limit && h("a", { href: view.with({ before: rows.at(-1).sequence }), "data-do": "go", role: "button", class: "quiet older" }, "Older \u2192"))]
    : filtered || before
      ? empty("No matches", h("button", { type: "button", class: "quiet", "data-do": "clear-filters" }, "Clear the filters"))
      : empty("Nothing was ever ended here", "That is good news, or the first run is still to come. ",
        code("shared-services cleanup --dry-run --verbose"), " shows every CI process and what a rule says of it."));
}

function table(rows) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Terminations" }, h("table", { class: "cards audit" },
    h("thead", {}, h("tr", {}, ["Requested", "Result", "Component", "PID", "Age", "Signals", "Took", "Command"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map((row) => {
      const cell = (label, ...content) => h("td", { "data-label": label }, h("div", {}, content));
      return h("tr", { class: row.dryRun ? "dry" : null, "data-key": row.sequence, "data-do": "row" },
        h("th", { scope: "row", "data-label": "Requested" },
          h("a", { href: view.with({ show: `termination:${row.sequence}` }), "data-do": "go" }, moment(row.requestedAt))),
        cell("Result", result(row.result), row.dryRun && [" ", dryRun()]),
        cell("Component", row.component ?? "\u2014"), cell("PID", row.pid), cell("Age", coarse(row.ageSeconds)),
        cell("Signals", row.signals.join(" + ") || "\u2014"), cell("Took", row.waitMillis === null ? "\u2014" : coarse(row.waitMillis / 1000)),
        h("td", { "data-label": "Command", class: "command" }, h("code", { dir: "ltr", title: row.command.slice(0, 500) }, row.command.slice(0, 400))));
    }))));
}

export function saveAs(format) {
  const asked = parameters();
  if (format === "csv") asked.set("format", "csv");
  return save(`terminations?${asked}`, `terminations.${format}`);
}
