// What the page knows, and since when: it says that all is well only on knowledge that is fresh.

/** Older knowledge is no knowledge of now. */
export const FRESH_MILLIS = 5000;

const known = { answeredAt: null, up: false, lostAt: null, overview: null };
const listeners = [];

export const truth = {
  /** The newest answer on the state of the daemon; null before the first. */
  get overview() {
    return known.overview;
  },
  get lostAt() {
    return known.lostAt;
  },
  /** @param askedAt when it was asked for, in milliseconds: what it says was true then */
  learned(overview, askedAt) {
    known.overview = overview;
    known.answeredAt = askedAt;
    known.up = true;
    known.lostAt = null;
    listeners.forEach((listener) => listener());
  },
  /** @param up whether the line to the daemon is up */
  line(up) {
    if (known.up === up) return;
    known.up = up;
    known.lostAt = up ? null : Date.now();
    listeners.forEach((listener) => listener());
  },
  age(now = Date.now()) {
    return known.answeredAt === null ? Infinity : now - known.answeredAt;
  },
  fresh(now = Date.now()) {
    return known.up && this.age(now) <= FRESH_MILLIS;
  },
  get up() {
    return known.up;
  },
  onChange(listener) {
    listeners.push(listener);
  },
};

/**
 * What the page may say of the state now.
 *
 * @param knowledge up, fresh, lostAt, status (null before the first answer)
 * @return kind, sign, words, and a note below them
 */
export function headline({ up, fresh, lostAt, status }, when) {
  if (!up && lostAt !== null) {
    return ["idle", "?", `Disconnected since ${when(lostAt)}`, "What is shown below was true then. The page connects again by itself."];
  }
  if (!status) return ["idle", "\u2026", "Asking the daemon", ""];
  if (!fresh) return ["idle", "?", "Not up to date", "The daemon did not answer within 5 s. What is shown below may have changed."];
  const running = status.jobs.filter((job) => job.lastRun?.outcome === "RUNNING").map((job) => job.name);
  const warnings = status.warnings.length;
  if (running.length) {
    return ["info", "\u25cf", `${running.join(" and ")} is running`, warnings ? `${warnings === 1 ? "1 warning" : `${warnings} warnings`}` : ""];
  }
  if (warnings) return ["warn", "!", warnings === 1 ? "1 warning" : `${warnings} warnings`, ""];
  const paused = status.jobs.filter((job) => job.paused).map((job) => job.name);
  if (paused.length) return ["idle", "\u2016", `All is well; ${paused.join(" and ")} is paused`, ""];
  return ["good", "\u2713", "All is well", ""];
}
