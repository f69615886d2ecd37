// Who leaks: the largest origins of what was ended. Every bar leads into the audit, with the filter that shows just that.

import { h } from "./dom.js";
import { bytes, count, empty, grouped } from "./words.js";
import { view } from "./view.js";
import { get } from "./session.js";

const FACTS = [["components", "component", "Components"], ["users", "user", "Users"], ["programs", "program", "Programs"], ["rules", "rule", "Match rules"]];

/** @param range of the trend, for it is the same time */
export function load(range) {
  return get(`leaks?range=${range}`);
}

/** @param leaks of /leaks; null while it is on the way */
export function leaks(leaks) {
  const head = h("div", { class: "head" }, h("h2", { id: "leaks-heading" }, "Who leaks?"),
    leaks && h("p", { class: "muted" }, `${count(leaks.terminations, "orphan", "orphans")} of live runs${leaks.memoryBytes > 0 ? `, ${bytes(leaks.memoryBytes)} of memory reclaimed` : ""}`));
  if (!leaks) return [head, h("p", { class: "muted" }, "Adding up\u2026")];
  return [
    head,
    leaks.loops.length > 0 && h("div", { class: "loops" }, h("h3", {}, "Restart loops"), h("ul", {}, leaks.loops.map((loop) => h("li", {}, loop)))),
    leaks.terminations
      ? h("div", { class: "columns" }, FACTS.map(([list, filter, title]) => leaks[list].length > 0 && ranking(title, filter, leaks[list], leaks)))
      : empty("Nothing leaked in this time", "No live run found an orphan."),
  ];
}

function ranking(title, filter, sums, { since, until }) {
  const most = sums[0].terminations;
  return h("section", { class: "ranking", "aria-label": title, "data-key": filter },
    h("h3", {}, title),
    h("ol", {}, sums.map((sum) => h("li", { "data-key": sum.name },
      h("a", { href: view.at("audit", { since, until, [filter]: sum.name }), "data-do": "go" },
        h("span", { class: "name" }, sum.name),
        h("span", { class: "value" }, grouped(sum.terminations), sum.memoryBytes > 0 && h("small", {}, `, ${bytes(sum.memoryBytes)}`)),
        h("span", { class: "share", "aria-hidden": "true", style: { width: `${sum.terminations / most * 100}%` } }))))));
}
