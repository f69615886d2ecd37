// What runs on this host now: what a cleanup would end, and what may have been left behind.

import { h } from "./dom.js";
import { coarse, moment } from "./time.js";
import { bytes, code, count, empty } from "./words.js";
import { ROWS, view } from "./view.js";
import { get } from "./session.js";
import { preview, sorted, summary, table } from "./preview.js";

export const title = "Processes";

/** The last preview; it stays while other views are shown. */
let report = null;

export async function load() {
  if (view.get("preview") === "now") {
    // The address must not begin another one on the way back.
    history.replaceState(null, "", view.with({ preview: "shown" }));
    report = await preview();
  }
  return get("suspects");
}

export const handlers = {
  preview: () => view.go(view.with({ preview: "now", page: null })),
};

/** @param answer of /suspects */
export function render(answer) {
  return [previewed(), suspects(answer)];
}

function previewed() {
  const from = Number(view.get("page") ?? 0);
  const rows = report ? sorted(report.verdicts) : [];
  return h("section", { id: "preview", class: "panel", "aria-labelledby": "preview-heading", "data-key": "preview" },
    h("div", { class: "head" },
      h("h1", { id: "preview-heading" }, "What a cleanup would end"),
      h("div", { class: "actions" },
        h("button", { type: "button", "data-do": "preview" }, report ? "Preview again" : "Preview"))),
    h("p", { class: "muted" }, "A dry run that judges once: it lists every process that a match rule names, with verdict and rule, and ends nothing."),
    report && [
      h("p", {}, h("strong", {}, summary(report)), " ", moment(report.run.startedAt), " ",
        report.recorded && h("a", { href: view.with({ show: `run:${report.run.id}` }), "data-do": "go" }, "On record")),
      rows.length > 0 && table(rows.slice(from, from + ROWS)),
      rows.length > ROWS && h("nav", { class: "pages", "aria-label": "Pages of the preview" },
        from > 0 && h("a", { href: view.with({ page: from > ROWS ? from - ROWS : null }), "data-do": "go", role: "button", class: "quiet" }, "\u2190 Back"),
        h("span", { class: "muted" }, `${from + 1} to ${Math.min(from + ROWS, rows.length)} of ${rows.length}`),
        from + ROWS < rows.length && h("a", { href: view.with({ page: from + ROWS }), "data-do": "go", role: "button", class: "quiet older" }, "Next \u2192")),
    ]);
}

function suspects(answer) {
  return h("section", { id: "suspects", class: "panel", "aria-labelledby": "suspects-heading", "data-key": "suspects" },
    h("div", { class: "head" }, h("h2", { id: "suspects-heading" }, "Suspects"),
      answer && h("p", { class: "muted" }, `${count(answer.scanned, "process", "processes")} read just now`)),
    h("p", { class: "muted" }, "Processes with two or more signs of being left behind, and no proof. No run ends them."),
    answer && list(answer));
}

function list({ suspects, notes, memoryBytes }) {
  const from = Number(view.get("from") ?? 0);
  const rows = suspects.slice(from, from + ROWS);
  if (!suspects.length) return [empty("No suspects", "No process has two signs of being left behind."), remarks(notes)];
  return [
    h("p", {}, `${count(suspects.length, "suspect holds", "suspects hold")} ${bytes(memoryBytes)} of memory.`),
    remarks(notes),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Suspects" }, h("table", { class: "cards" },
      h("thead", {}, h("tr", {}, [["PID", "number"], ["User"], ["Age", "number"], ["Memory", "number"], ["Signs"], ["Command"]]
        .map(([name, kind]) => h("th", { scope: "col", class: kind }, name)))),
      h("tbody", {}, rows.map(row)))),
    h("nav", { class: "pages", "aria-label": "Pages of suspects" },
      from > 0 && h("a", { href: view.with({ from: from > ROWS ? from - ROWS : null }), "data-do": "go", role: "button", class: "quiet" }, "\u2190 Larger"),
      h("span", { class: "muted" }, `${from + 1} to ${from + rows.length} of ${suspects.length}`),
      from + ROWS < suspects.length && h("a", { href: view.with({ from: from + ROWS }), "data-do": "go", role: "button", class: "quiet older" }, "Smaller \u2192")),
  ];
}

const remarks = (notes) => notes.length > 0 && h("ul", { class: "muted" }, notes.map((note) => h("li", {}, note)));

function row(one) {
  const cell = (label, kind, ...content) => h("td", { "data-label": label, class: kind }, h("div", {}, content));
  return h("tr", { "data-key": `${one.pid} ${one.startTicks}` },
    h("th", { scope: "row", "data-label": "PID", class: "number" }, one.pid),
    cell("User", null, one.user ?? "\u2014"), cell("Age", "number", coarse(one.ageSeconds)),
    cell("Memory", "number", one.memoryBytes === null ? "\u2014" : bytes(one.memoryBytes)),
    cell("Signs", "signs", one.signs.map((sign) => [h("span", { class: "badge idle", title: sign.because }, sign.sign), " "]), one.rule && h("small", { class: "muted" }, " spared by ", code(one.rule))),
    h("td", { "data-label": "Command", class: "command" }, h("code", { dir: "ltr", title: one.command.slice(0, 500) }, one.command.slice(0, 400))));
}
