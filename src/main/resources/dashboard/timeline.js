// The past and the coming 24 hours: a lane for each job, a mark for each run, and where it is planned to run.

import { h } from "./dom.js";
import { date, full, hours } from "./time.js";
import { count, empty, outcomeParts, trigger } from "./words.js";
import { view } from "./view.js";

const HALF = 24 * 3600 * 1000;
/** Marks that would overlap become one. */
const BUCKET = 12 * 60 * 1000;
const WORST_FIRST = ["FAILED", "PARTIAL", "REFUSED", "ABANDONED", "RUNNING", "SKIPPED", "SUCCEEDED"];

/**
 * @param jobs of /status
 * @param runs newest first
 * @param plan of /plan
 */
export function timeline(jobs, runs, plan) {
  const now = Date.now();
  if (!jobs.length) return empty("Nothing runs", "No job is switched on.");
  const place = (time) => `${((time - now + HALF) / (2 * HALF)) * 100}%`;
  return [
    h("div", { class: "lanes" },
      jobs.map((job) => lane(job, runs.filter((run) => run.job === job.name), plan.jobs.find((one) => one.job === job.name), now, place)),
      h("div", { class: "axis", "aria-hidden": "true" }, ticks(now).map((tick) => h("span", { style: { left: place(tick) } }, label(tick)))),
      h("div", { class: "now", "aria-hidden": "true" }, h("span", {}, "now"))),
    legend()];
}

function ticks(now) {
  const ticks = [];
  const first = new Date(now - HALF);
  first.setMinutes(0, 0, 0);
  for (let at = first.getTime(); at <= now + HALF; at += 3600 * 1000) {
    const hour = new Date(at).getHours();
    if (hour % 6 === 0 && at > now - HALF * 0.96 && at < now + HALF * 0.96) ticks.push(at);
  }
  return ticks;
}

function label(at) {
  return new Date(at).getHours() === 0 ? date(at) : hours(at);
}

function lane(job, runs, planned, now, place) {
  const marks = bucketed(runs.filter((run) => new Date(run.startedAt) >= now - HALF));
  const firings = planned?.firings ?? [];
  return h("div", { class: "lane", "data-key": job.name },
    h("h3", {}, job.name),
    h("ol", {},
      job.paused && h("li", { class: "pause", style: { left: place(Math.max(new Date(job.pausedSince), now - HALF)), right: "0" } },
        h("span", {}, "paused")),
      planned?.more && h("li", { class: "often", style: { left: place(new Date(firings[0])), right: "0" } },
        h("span", {}, job.schedule)),
      marks.map((mark) => past(mark, place)),
      !planned?.more && firings.map((at) => h("li", { class: "mark planned", style: { left: place(new Date(at)) }, title: `planned: ${full(at)}` },
        h("span", { class: "visually-hidden" }, `planned for ${full(at)}`)))));
}

function bucketed(runs) {
  const buckets = new Map();
  for (const run of runs) {
    const key = Math.floor(new Date(run.startedAt) / BUCKET);
    if (!buckets.has(key)) buckets.set(key, []);
    buckets.get(key).push(run);
  }
  return [...buckets.values()].map((some) => {
    const worst = some.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    return { run: worst, others: some.length - 1, missed: some.some((run) => run.trigger === "CATCH_UP") };
  });
}

/** That a person was refused says nothing about the job; of two that ended alike, the live one is shown. */
function rank(run) {
  if (run.outcome === "REFUSED" && run.trigger === "MANUAL") return WORST_FIRST.length;
  return WORST_FIRST.indexOf(run.outcome) + (run.dryRun ? 0.5 : 0);
}

function past({ run, others, missed }, place) {
  const [kind, sign, word] = outcomeParts(run.outcome);
  const words = `${run.job}, ${word}${run.dryRun ? ", dry run" : ""}, ${trigger(run.trigger)}, ${full(run.startedAt)}`
    + `${run.reason ? `, ${run.reason}` : ""}${run.orphans ? `, ${count(run.orphans, "orphan", "orphans")}` : ""}`
    + `${others ? `, and ${others} more` : ""}`;
  return h("li", { class: `mark ${kind} ${missed ? "missed" : ""} ${run.dryRun ? "dry" : ""}`, "data-key": run.id, style: { left: place(new Date(run.startedAt)) } },
    h("a", { href: view.with({ show: `run:${run.id}` }), "data-do": "go", title: words, "aria-label": words },
      h("span", { "aria-hidden": "true" }, run.dryRun && run.outcome === "SUCCEEDED" ? "\u25cb" : sign)),
    run.orphans > 0 && h("span", { class: "number", "aria-hidden": "true" }, run.orphans));
}

function legend() {
  const entries = [["good", "\u2713", "succeeded"], ["bad", "\u2715", "failed"], ["warn", "\u25b2", "refused"], ["idle", "\u2013", "skipped"],
    ["warn", "?", "abandoned in a crash"], ["good missed", "\u2713", "caught up after a miss"], ["good dry", "\u25cb", "dry run"], ["planned", "", "planned"]];
  return h("ul", { class: "legend" }, entries.map(([kind, sign, words]) =>
    h("li", {}, h("span", { class: `mark ${kind}`, "aria-hidden": "true" }, sign && h("span", {}, sign)), words)));
}
