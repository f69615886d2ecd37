// How records are put into words and signs. No meaning is carried by colour alone.

import { h } from "./dom.js";

const OUTCOMES = {
  SUCCEEDED: ["good", "\u2713", "succeeded"],
  FAILED: ["bad", "\u2715", "failed"],
  PARTIAL: ["warn", "\u25d1", "partly done"],
  REFUSED: ["warn", "\u25b2", "refused"],
  SKIPPED: ["idle", "\u2013", "skipped"],
  ABANDONED: ["warn", "?", "abandoned"],
  RUNNING: ["info", "\u25cf", "running"],
};

const RESULTS = {
  TERMINATED: ["good", "\u2713", "terminated"],
  KILLED: ["strong", "\u2713", "killed"],
  WOULD_TERMINATE: ["dry", "\u25cb", "would terminate"],
  GONE: ["idle", "\u2013", "gone by itself"],
  SPARED_ON_RECHECK: ["info", "\u21ba", "spared on recheck"],
  SURVIVED: ["bad", "\u2715", "survived"],
  DENIED: ["bad", "\u2715", "denied"],
  NOT_SIGNALLED: ["warn", "\u25b2", "not signalled"],
  UNCERTAIN: ["warn", "?", "uncertain"],
};

export const OUTCOME_NAMES = Object.keys(OUTCOMES);
export const RESULT_NAMES = Object.keys(RESULTS);

function badge([kind, sign, word]) {
  return h("span", { class: `badge ${kind}` }, h("span", { "aria-hidden": "true" }, sign), ` ${word}`);
}

export function outcome(name) {
  return badge(outcomeParts(name));
}

export function outcomeParts(name) {
  return OUTCOMES[name] ?? ["idle", "?", String(name).toLowerCase()];
}

export function result(name) {
  return badge(name ? RESULTS[name] ?? ["idle", "?", name.toLowerCase()] : ["info", "\u25cf", "pending"]);
}

export function verdict(decision) {
  return badge({ ORPHAN: ["warn", "!", "orphan"], UNCONFIRMED: ["info", "?", "unconfirmed"] }[decision] ?? ["idle", "\u2013", "spared"]);
}

export function actionOutcome(name) {
  return badge({
    DONE: ["good", "\u2713", "done"], REFUSED: ["warn", "\u25b2", "refused"], FAILED: ["bad", "\u2715", "failed"],
  }[name] ?? ["idle", "?", "unknown"]);
}

export const dryRun = () => h("span", { class: "badge dry" }, "dry run");

const TRIGGERS = { SCHEDULE: "by schedule", CATCH_UP: "catch-up after a miss", MANUAL: "manual", FLAG: "on the update flag" };

export function trigger(name) {
  return TRIGGERS[name] ?? name.toLowerCase();
}

const PHASES = {
  SCANNING: "looking at all processes", CONFIRMING: "waiting, and looking again", TERMINATING: "asking orphans to end",
  WAITING: "waiting for their end", KILLING: "killing what is left",
};

/** Where a run is, as the terminal shows it. */
export function phase({ phase: name, done, total }) {
  return `${PHASES[name] ?? name.toLowerCase()}${total > 0 ? `, ${done} of ${total}` : ""}`;
}

/** With a comma after each third digit. */
export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function count(number, one, many) {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

export function bytes(number) {
  if (number < 1024) return `${number} B`;
  const units = ["KiB", "MiB", "GiB"];
  let size = number / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** Shown where there is nothing yet: what that means, and what to do next. */
export function empty(title, ...next) {
  return h("div", { class: "empty" }, h("strong", {}, title), h("p", {}, next));
}

export const code = (text) => h("code", {}, text);
