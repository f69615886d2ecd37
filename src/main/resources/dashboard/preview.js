// What a cleanup would end: a dry run that judges once, streamed by the daemon and on record as any other.

import { h } from "./dom.js";
import { coarse } from "./time.js";
import { code, count, verdict } from "./words.js";
import { ask, body } from "./session.js";

/**
 * @param onProgress called with each step
 * @return the report: run, verdicts, warnings
 */
export async function preview(onProgress = () => {}) {
  const response = await ask("cleanup/preview", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  if (!response.ok) await body(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new TypeError("the line broke off before the end of the preview");
    text += value;
    const lines = text.split("\n");
    text = lines.pop();
    for (const line of lines) {
      const event = JSON.parse(line);
      if (event.event === "report") return event;
      if (event.event === "problem") throw Object.assign(new Error(event.detail), { problem: event });
      if (event.event === "progress") onProgress(event);
    }
  }
}

/** Whether it judged at all: a refusal lists nothing. */
export function judged({ run }) {
  return run.outcome === "SUCCEEDED" || run.outcome === "PARTIAL";
}

export function summary(report) {
  const { run } = report;
  if (judged(report) && run.matched === 0) return "A cleanup now would end nothing: no match rule names any process.";
  return judged(report)
    ? `A cleanup now would end ${count(run.orphans, "process", "processes")} of ${count(run.matched, "CI process", "CI processes")}, and spare ${run.spared}.`
    : `A cleanup now would be refused: ${run.message ?? run.reason}`;
}

/** Orphans first. */
export function sorted(verdicts) {
  const rank = (one) => (one.verdict === "ORPHAN" ? 0 : 1);
  return [...verdicts].sort((a, b) => rank(a) - rank(b));
}

export function table(verdicts) {
  const heads = [["Verdict"], ["PID", "number"], ["Component"], ["User", "more"], ["Age", "number more"], ["Rule"], ["Command"]];
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Verdicts" }, h("table", { class: "cards" },
    h("thead", {}, h("tr", {}, heads.map(([name, kind]) => h("th", { scope: "col", class: kind }, name)))),
    h("tbody", {}, verdicts.map((one) => {
      const cell = (label, kind, ...content) => h("td", { "data-label": label, class: kind }, h("div", {}, content));
      return h("tr", { "data-key": `${one.pid} ${one.startTicks}` },
        h("th", { scope: "row", "data-label": "Verdict" }, verdict(one.verdict)),
        cell("PID", "number", one.pid), cell("Component", null, one.component ?? "\u2014"), cell("User", "more", one.user ?? "\u2014"),
        cell("Age", "number more", coarse(one.ageSeconds)),
        cell("Rule", null, h("span", { title: one.explanation }, code(one.rule))),
        h("td", { "data-label": "Command", class: "command" }, h("code", { dir: "ltr", title: one.command.slice(0, 500) }, one.command.slice(0, 400))));
    }))));
}
