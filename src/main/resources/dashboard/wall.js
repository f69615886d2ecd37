// A status page for a wall: states and numbers in large letters, nothing to press, and no command line.

import { byId, h, show } from "./dom.js";
import { get, session } from "./session.js";
import { listen } from "./live.js";
import { ago, clockWords, left, run as runClocks } from "./time.js";
import { grouped, outcome } from "./words.js";

const FRESH_MILLIS = 15000;
const EVERY_MILLIS = 5000;

let known = null;
let answeredAt = 0;
let up = false;
let asking = false;

export function showWall(secret) {
  session.useWall(secret);
  session.whenItEnds(() => {
    known = null;
    draw("This address has ended. shared-services dashboard --wall makes another.");
  });
  byId("desk").hidden = false;
  byId("leave").hidden = true;
  document.documentElement.classList.add("wall");
  draw("Asking the daemon");
  load();
  listen(load, load, () => {
    if (Date.now() - answeredAt > EVERY_MILLIS) load();
  }, (line) => {
    up = line;
    draw();
  });
  runClocks(() => fresh(), () => draw());
}

async function load() {
  if (asking) return;
  asking = true;
  const askedAt = Date.now();
  try {
    known = await get("wall");
    answeredAt = askedAt;
    up = true;
    document.documentElement.dataset.loaded = String(Number(document.documentElement.dataset.loaded ?? 0) + 1);
  } catch (trouble) {
    up = false;
  } finally {
    asking = false;
  }
  draw();
}

const fresh = () => up && Date.now() - answeredAt <= FRESH_MILLIS;

function said() {
  if (!fresh()) return ["idle", "?", answeredAt ? `No word since ${clockWords(answeredAt)}` : "No word yet"];
  const running = known.jobs.filter((job) => job.outcome === "RUNNING");
  if (known.warnings) return ["warn", "!", known.warnings === 1 ? "1 warning" : `${known.warnings} warnings`];
  if (running.length) return ["info", "\u25cf", `${running.map((job) => job.name).join(" and ")} is running`];
  const paused = known.jobs.filter((job) => job.paused);
  return paused.length ? ["idle", "\u2016", `${paused.map((job) => job.name).join(" and ")} is paused`] : ["good", "\u2713", "All is well"];
}

function draw(instead = null) {
  if (instead !== null || known === null) {
    if (instead !== null) show(byId("view"), h("h1", { class: "muted" }, instead));
    return;
  }
  const [kind, sign, words] = said();
  document.title = `${words} - Shared Services`;
  byId("host").textContent = known.host;
  const sum = (field) => known.trend.steps.reduce((total, step) => total + step[field], 0);
  show(byId("view"),
    h("section", { class: "panel", "data-kind": kind, id: "verdict", "aria-labelledby": "verdict-heading" },
      h("div", { class: "big" }, h("span", { class: `seal ${kind}`, "aria-hidden": "true" }, sign), h("h1", { id: "verdict-heading" }, words))),
    h("section", { class: "wall-jobs", "aria-label": "Jobs" }, known.jobs.map((job) => h("article", { class: "job", "data-key": job.name },
      h("h2", {}, job.name),
      h("p", { class: "next" }, job.paused ? "Paused" : job.nextRunAt ? ["Next run in ", h("strong", {}, left(job.nextRunAt))] : "No run is planned"),
      h("p", {}, job.outcome ? [outcome(job.outcome), " ", ago(job.startedAt)] : "never yet")))),
    h("section", { class: "panel", "aria-label": "The last seven days" }, h("h2", {}, "The last seven days"),
      h("dl", { class: "sums" }, [["orphans", "Found"], ["terminated", "Terminated"], ["killed", "Killed"], ["failed", "Failed"]].map(([field, name]) =>
        h("div", { class: field }, h("dt", {}, name), h("dd", {}, grouped(sum(field))))))));
}
