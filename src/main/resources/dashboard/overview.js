// Is all well? The daemon, its jobs, its warnings, and what happened.

import { byId, h, painted, show } from "./dom.js";
import { ago, clockWords, coarse, full, left, moment } from "./time.js";
import { bytes, code, count, dryRun, empty, outcome, phase, trigger } from "./words.js";
import { range, view } from "./view.js";
import { get } from "./session.js";
import { headline, truth } from "./truth.js";
import { timeline } from "./timeline.js";

export const title = "Overview";

/** The newest whole answer; pulses replace its state alone. */
let known = null;

/** What fills the panels below the first screen: read once that one is painted. */
let charts = null;

export async function load() {
  const askedAt = Date.now();
  const answer = await get(`overview?range=${range()}`);
  const sameTime = known !== null && known.trend.range === answer.trend.range;
  known = { ...answer, leaking: sameTime ? known.leaking : null };
  truth.learned(answer, askedAt);
  return known;
}

/** The state, the jobs and the timeline are usable before this is there. */
export async function rest() {
  if (charts) return;
  await painted();
  const [{ trend }, { leaks, load: loadLeaks }] = await Promise.all([import("./trend.js"), import("./leaks.js")]);
  charts = { trend, leaks, loadLeaks };
  drawCharts();
}

function drawCharts() {
  if (!charts || !byId("trend")) return;
  show(byId("trend"), charts.trend(known.trend));
  show(byId("leaks"), charts.leaks(known.leaking));
}

/** The table of the trend is made while it is open. */
export const toggle = drawCharts;

/** Adds up who leaks: after the first view is shown, for it takes longer. */
async function addLeaks() {
  const asked = known;
  const leaking = await charts.loadLeaks(known.trend.range);
  if (known.trend.range !== asked.trend.range || !byId("leaks")) return;
  known = { ...known, leaking };
  show(byId("leaks"), charts.leaks(leaking));
}

/** Asks again for the state alone, before it is too old to rely on. */
export async function pulse() {
  const askedAt = Date.now();
  const { status, remedies, plan, progress, liveNotBefore } = await get("overview");
  known = { ...known, status, remedies, plan, progress, liveNotBefore };
  truth.learned(known, askedAt);
  show(byId("view"), render(known));
}

export function render({ status, remedies, plan, progress, liveNotBefore, runs, trend: numbers, leaking }) {
  const dryJobs = plan.jobs.filter((job) => job.dryRun).map((job) => job.job);
  const dry = dryJobs.includes("orphan-cleanup");
  document.documentElement.classList.toggle("all-dry", dry);
  byId("host").textContent = status.jobs.find((job) => job.lastRun)?.lastRun.host ?? location.host;
  return [
    h("section", { id: "verdict", class: "panel", "aria-labelledby": "verdict-heading", "data-key": "verdict", "data-kind": said(status)[0] }, verdict(status, remedies, dry)),
    h("section", { id: "jobs", "aria-label": "Jobs", "data-key": "jobs" }, status.jobs.length
      ? status.jobs.map((job) => card(job, dryJobs.includes(job.name), job.name === "orphan-cleanup" ? { progress, liveNotBefore } : {}))
      : empty("No jobs", "The settings switch all of them off: see ", code("orphan-cleanup.enabled"), ".")),
    h("section", { id: "timeline", class: "panel", "aria-labelledby": "timeline-heading", "data-key": "timeline" },
      h("div", { class: "head" }, h("h2", { id: "timeline-heading" }, "Timeline"), h("p", { class: "muted" }, "The past and the next 24 hours")),
      h("div", { id: "timeline-body" }, timeline(status.jobs, runs, plan))),
    h("section", { id: "trend", class: "panel", "aria-labelledby": "trend-heading", "data-key": "trend" }, charts ? charts.trend(numbers) : soon("trend-heading", "Orphans over time")),
    h("section", { id: "leaks", class: "panel", "aria-labelledby": "leaks-heading", "data-key": "leaks" }, charts ? charts.leaks(leaking) : soon("leaks-heading", "Who leaks?")),
  ];
}

const soon = (id, title) => h("div", { class: "head" }, h("h2", { id }, title));

/** Whether a run is on, as far as is known: then what is shown changes each second. */
export function isRunning() {
  return known !== null && (known.progress !== null || known.status.jobs.some((job) => job.lastRun?.outcome === "RUNNING"));
}

export async function shown() {
  tick();
  await addLeaks();
}

/** Each second, and whenever something is learned: what may be said now. */
export function tick() {
  const section = byId("verdict");
  if (!section) return;
  const status = known?.status ?? null;
  const [kind, sign, words, note] = said(status);
  if (section.dataset.kind !== kind) section.dataset.kind = kind;
  const title = words === "All is well" ? "Shared Services" : `${words} - Shared Services`;
  if (document.title !== title) document.title = title;
  document.documentElement.classList.toggle("uncertain", !truth.fresh());
  const seal = section.querySelector(".seal");
  if (seal.className !== `seal ${kind}`) seal.className = `seal ${kind}`;
  setText(seal, sign);
  setText(byId("verdict-heading"), words);
  setText(section.querySelector(".note"), note);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function said(status) {
  return headline({ up: truth.up, fresh: truth.fresh(), lostAt: truth.lostAt, status }, clockWords);
}

function verdict(status, remedies, dry) {
  const [kind, sign, words, note] = said(status);
  return [
    dry && h("p", { class: "dry-banner", "data-key": "dry" }, h("strong", {}, "Dry run"),
      " All runs decide and record, and end nothing. ", code("orphan-cleanup.dry-run = false"), " in the settings makes them live."),
    h("div", { class: "big", "data-key": "big" },
      h("span", { class: `seal ${kind}`, "aria-hidden": "true" }, sign),
      h("div", {},
        h("h1", { id: "verdict-heading" }, words),
        h("p", { class: "note" }, note),
        h("p", { class: "muted" }, facts(status).map((fact, i) => [i ? " \u00b7 " : "", fact])))),
    status.warnings.length > 0
      && h("ul", { class: "warnings", "data-key": "warnings" }, status.warnings.map((warning, i) =>
        h("li", {}, h("p", {}, linked(warning)), remedies[i] && h("p", { class: "remedy" }, h("strong", {}, "Remedy: "), remedies[i])))),
  ];
}

function facts(status) {
  const { daemon, registry, store } = status;
  return [
    [`Daemon ${daemon.version}, up since `, moment(daemon.startedAt)],
    registry && (registry.readable
      ? `${count(registry.registrations, "registration", "registrations")} in ${count(registry.files.length, "registry", "registries")}`
      : "no registry that can be relied on"),
    store && `${count(store.terminations, "termination", "terminations")} and ${count(store.runs, "run", "runs")} on record, ${bytes(store.sizeBytes)}`,
  ].filter(Boolean);
}

/** A run's id in a warning leads to the run. */
function linked(warning) {
  return warning.split(/(\d{8}-\d{6}-[a-z0-9]+)/).map((part, i) =>
    i % 2 ? h("a", { href: view.with({ show: `run:${part}` }), "data-do": "go" }, part) : part);
}

/** @param cleanup how far it is, and when it may run live: of the cleanup alone */
function card(job, dry, { progress = null, liveNotBefore = null }) {
  const run = job.lastRun;
  const running = run?.outcome === "RUNNING";
  return h("article", { class: `job ${job.paused ? "paused" : ""}`, "data-key": job.name },
    h("header", {},
      h("h2", {}, job.name),
      job.paused && h("span", { class: "badge idle" }, "\u2016 paused"),
      !job.enabled && h("span", { class: "badge idle" }, "off"),
      dry && dryRun()),
    h("p", { class: "next" }, next(job, running)),
    progress && h("p", { class: "phase", role: "status" }, `Now ${phase(progress)}`,
      h("progress", progress.total > 0 ? { value: progress.done, max: progress.total, "aria-label": "Progress of this phase" } : { "aria-label": "Progress of this phase" })),
    h("dl", {},
      h("dt", {}, "Schedule"), h("dd", {}, job.schedule),
      h("dt", {}, "Last run"),
      h("dd", {}, run
        ? [h("a", { href: view.with({ show: `run:${run.id}` }), "data-do": "go" }, outcome(run.outcome)), " ", ago(run.repeatedAt ?? run.startedAt),
            run.dryRun && !dry ? [" ", dryRun()] : null,
            h("small", { class: "muted" }, ` ${trigger(run.trigger)}${run.reason ? `, ${run.reason}` : ""}${run.repeats > 0 ? `, ${run.repeats + 1} times in a row` : ""}`)]
        : job.ticks > 0 ? "there was nothing to do yet" : "never yet"),
      job.ticks > 0 ? [h("dt", {}, "Checked"), h("dd", {}, count(job.ticks, "time", "times"), " since the daemon started",
        job.lastTickAt && [", last ", ago(job.lastTickAt)])] : null,
      job.lastRepair ? [h("dt", {}, "Repaired"), h("dd", {}, ago(job.lastRepair.at), `: ${job.lastRepair.why}`)] : null,
      run && !running && job.name === "orphan-cleanup" ? [h("dt", {}, "It found"), h("dd", {}, found(run))] : null,
      job.detail ? [h("dt", {}, "Why"), h("dd", {}, job.detail)] : null),
    h("footer", {},
      h("button", { type: "button", "data-do": "trigger", "data-job": job.name, disabled: running || job.paused || !job.enabled || liveNotBefore !== null }, "Run now\u2026"),
      job.name === "orphan-cleanup" && h("a", { href: view.at("processes", { preview: "now" }), "data-do": "go", role: "button", class: "quiet" }, "Preview"),
      job.paused
        ? h("button", { type: "button", class: "secondary", "data-do": "resume", "data-job": job.name }, "Resume\u2026")
        : h("button", { type: "button", class: "secondary", "data-do": "pause", "data-job": job.name, disabled: !job.enabled }, "Pause\u2026"),
      liveNotBefore && h("small", { class: "muted" }, "It may run again at ", h("time", { datetime: liveNotBefore, title: full(liveNotBefore) }, clockWords(liveNotBefore)),
        ": one live cleanup an hour. A preview is always possible.")));
}

function next(job, running) {
  if (!job.enabled) return "Switched off in the settings";
  if (job.paused) {
    return [h("strong", {}, "Paused"), " by ", job.pausedBy, ", ", ago(job.pausedSince), job.pauseReason ? [": ", h("q", {}, job.pauseReason)] : null];
  }
  if (running) return [h("strong", { class: "running" }, "Running"), ", begun ", ago(job.lastRun.startedAt)];
  return job.nextRunAt ? ["Next run in ", h("strong", {}, left(job.nextRunAt))] : "No run is planned";
}

function found(run) {
  const seconds = run.finishedAt ? (new Date(run.finishedAt) - new Date(run.startedAt)) / 1000 : null;
  return [
    `${count(run.orphans, "orphan", "orphans")} among ${count(run.matched, "CI process", "CI processes")}`,
    run.terminated || run.killed || run.failed
      ? `: ${run.terminated} terminated, ${run.killed} killed, ${run.failed} failed` : "",
    seconds === null ? "" : h("small", { class: "muted" }, ` in ${coarse(seconds)}`),
  ];
}
