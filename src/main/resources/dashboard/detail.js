// One termination, or one run, with all that is on record about it. Printed, a run is a report.

import { byId, h, show } from "./dom.js";
import { ago, coarse, full, moment } from "./time.js";
import { bytes, code, count, dryRun, grouped, outcome, result, trigger, verdict } from "./words.js";
import { view } from "./view.js";
import { get, Refused } from "./session.js";
import { difference } from "./difference.js";

/** Shows what the address asks for: one request. */
export async function detail() {
  const dialog = byId("detail");
  const asked = /^(termination|run):([\w-]+)$/.exec(view.get("show") ?? "");
  if (!asked) return;
  // of another host, where its view is open
  const of = view.place === "hosts" && view.item ? `hosts/${encodeURIComponent(view.item)}/` : "";
  let content;
  try {
    content = asked[1] === "run" ? run(await get(`${of}runs/${asked[2]}`)) : termination(await get(`terminations/${asked[2]}`));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    content = [heading("Not on record"), h("p", {}, refused.message)];
  }
  if (view.get("show") !== asked[0]) return;
  document.documentElement.classList.add("has-detail");
  show(byId("detail-body"), content);
  if (!dialog.open) {
    dialog.showModal();
    byId("detail-heading").focus();
  }
}

function heading(...words) {
  return h("header", {},
    h("h2", { id: "detail-heading", tabindex: "-1" }, words),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "quiet", "data-do": "print" }, "Print"),
      h("button", { type: "button", class: "quiet", "data-do": "close", "aria-label": "Close" }, "\u2715")));
}

const facts = (pairs) => h("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, ...value]) => [h("dt", {}, name), h("dd", {}, value)]));

function command(text) {
  return h("pre", { class: "whole", tabindex: "0", role: "group", "aria-label": "Command line" }, h("code", { dir: "ltr" }, text));
}

function termination(story) {
  const it = story.termination;
  return [
    heading(it.component ?? "Process", ` ${it.pid} `, result(it.result), it.dryRun && [" ", dryRun()]),
    it.detail && h("p", {}, it.detail),
    command(it.command),
    facts([
      ["Process", `pid ${it.pid}, of ${it.user ?? "an unknown user"}, started `, moment(it.startedAt), `, ${coarse(it.ageSeconds)} old when judged`],
      ["Parents", it.lineage || "not known"],
      (it.memoryBytes !== null || it.cpuMillis !== null) && ["Used", [
        it.memoryBytes !== null && `${bytes(it.memoryBytes)} of memory (${it.memoryKind})`,
        it.cpuMillis !== null && `${(it.cpuMillis / 1000).toFixed(1)} s of CPU time`].filter(Boolean).join(", ")],
      ["Named by", "match rule ", code(it.match)],
      it.owner && ["Left by", "owner ", code(it.owner)],
      ["Run", h("a", { href: view.with({ show: `run:${it.runId}` }), "data-do": "go" }, it.runId), `, ${trigger(story.run.trigger)}, ${story.run.actor}, `, outcome(story.run.outcome)],
      ["Host", it.host],
    ]),
    h("h3", {}, "Why it was judged an orphan"),
    h("p", {}, it.explanation),
    h("p", { class: "muted" }, `${story.rules.length} rules were asked in this order, and none spared it:`),
    h("ol", { class: "rules" }, story.rules.map((rule) => h("li", {}, code(rule)))),
    h("h3", {}, "What was done"),
    story.steps.length ? steps(story.steps, it) : h("p", { class: "muted" }, "A dry run: no signal was sent, and none was intended."),
    h("h3", {}, "Settings in force then"),
    settings(story),
  ];
}

const KINDS = { INTENDED: "intent on record", SIGNALLED: "signal sent", ENDED: "result" };

function steps(all, it) {
  const first = new Date(all[0].at);
  return h("ol", { class: "steps" }, all.map((step) => {
    const after = (new Date(step.at) - first) / 1000;
    return h("li", {},
      h("time", { datetime: step.at, title: full(step.at) }, `+${coarse(after)}`), " ",
      h("strong", {}, step.kind === "ENDED" ? result(step.result) : `SIG${step.signal}`), ` ${KINDS[step.kind] ?? step.kind}`,
      step.kind === "ENDED" && it.waitMillis !== null && `, ${coarse(it.waitMillis / 1000)} after its first signal`,
      step.detail && `: ${step.detail}`,
      h("small", { class: "muted" }, ` event ${step.sequence}`));
  }));
}

function settings(story) {
  const entries = Object.entries(story.settings);
  if (!entries.length) {
    return h("p", { class: "muted" }, "Not on record: a command without a daemon began the run, or the daemon did not record settings yet.");
  }
  const ofJob = (key) => key.startsWith("orphan-cleanup.") || key.startsWith("registry.");
  const list = (some) => h("dl", { class: "facts settings" }, some.map(([key, value]) => [h("dt", {}, code(key)), h("dd", {}, value)]));
  return [
    h("p", { class: "muted" }, "Settings of the daemon, in force since ", moment(story.settingsSince),
      story.run.trigger === "MANUAL" ? "; a manual run may have had different ones." : "."),
    list(entries.filter(([key]) => ofJob(key) && !/\.(match|protect)\./.test(key))),
    h("details", {}, h("summary", {}, "All settings"), list(entries)),
  ];
}

function run({ run: it, verdicts = [], changes = [], difference: text = "", leftovers = [], actions = [] }) {
  return [
    heading("Run ", h("span", { class: "id" }, it.id), " ", outcome(it.outcome), it.dryRun && [" ", dryRun()]),
    it.message && h("p", { class: it.outcome === "SUCCEEDED" ? null : "problem" }, it.message),
    facts([
      ["Job", it.job, `, ${trigger(it.trigger)}, ${it.actor}`],
      ["On", it.host],
      ["Began", moment(it.startedAt), " (", ago(it.startedAt), ")"],
      it.repeats > 0 && ["Repeated", `it ended this way ${it.repeats + 1} times in a row, the last `, moment(it.repeatedAt)],
      ["Took", it.finishedAt ? coarse((new Date(it.finishedAt) - new Date(it.startedAt)) / 1000) : "still running"],
      it.job === "orphan-cleanup" && ["Checked", `${count(it.scanned, "process", "processes")}, ${it.matched} of them named by a match rule`],
      it.job === "orphan-cleanup" && ["Result", `${count(it.orphans, "orphan", "orphans")} (${it.terminated} terminated, ${it.killed} killed, ${it.failed} failed), ${it.spared} spared`],
    ]),
    it.job === "leftover-cleanup" && [
      facts([["Judged", `${grouped(it.scanned)} names: ${it.orphans} leftovers, ${it.spared} spared`]]),
      actions.length > 0 && [h("h3", {}, "What was done"), h("ol", { class: "verdicts" }, actions.map(action))],
      leftovers.length > 0 && [h("h3", {}, "What was judged"), h("ol", { class: "verdicts" }, leftovers.map(leftover))]],
    changes.length > 0 && [h("h3", {}, "What it changed"), difference({ difference: text, changes })],
    verdicts.length > 0 && [
      h("h3", {}, "What was judged"),
      it.orphans > 0 && !it.dryRun && h("p", {}, h("a", { href: ofRun(it.id), "data-do": "go" }, "Its terminations in the audit")),
      h("ol", { class: "verdicts" }, [...verdicts].sort(orphansFirst).map(judged))],
    it.job === "orphan-cleanup" && !verdicts.length && it.outcome === "SUCCEEDED"
      && h("p", { class: "muted" }, "No match rule named any process."),
  ];
}

/** Of another host, where its view is open. */
function ofRun(run) {
  return view.place === "hosts" && view.item ? view.at("hosts", { list: "terminations", run }, view.item) : view.at("audit", { run });
}

function action(one) {
  return h("li", {},
    h("p", {}, h("strong", {}, one.action), ` ${one.result ?? "open"}`, h("span", { class: "muted" }, ` ${one.kind}, ${bytes(one.bytes)}, rule ${one.match}`)),
    h("p", {}, code(one.path), one.detail && ` ${one.detail}`),
    h("p", { class: "muted" }, "Place: ", code(one.place)));
}

function leftover(one) {
  return h("li", {},
    h("p", {}, h("strong", {}, one.verdict), h("span", { class: "muted" }, ` ${one.kind}, ${bytes(one.bytes)}, rule ${one.match}`)),
    h("p", {}, code(one.path)),
    h("p", {}, code(one.rule), ` ${one.explanation}`));
}

function orphansFirst(a, b) {
  return (a.verdict === "ORPHAN" ? 0 : 1) - (b.verdict === "ORPHAN" ? 0 : 1);
}

function judged(one) {
  return h("li", {},
    h("p", {}, verdict(one.verdict), one.result && [" ", result(one.result)], ` pid ${one.pid}`, one.component && [" ", h("strong", {}, one.component)],
      h("span", { class: "muted" }, ` ${coarse(one.ageSeconds)} old, ${one.user ?? "unknown user"}`)),
    h("p", {}, code(one.rule), ` ${one.explanation}`),
    command(one.command));
}
