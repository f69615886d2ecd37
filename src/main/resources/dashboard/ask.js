// Every action on a job asks for confirmation and, where it matters, for a reason. A live cleanup shows first what it would end.

import { byId, h, show } from "./dom.js";
import { post, Refused } from "./session.js";
import { truth } from "./truth.js";
import { count } from "./words.js";
import { judged, preview, sorted, summary, table } from "./preview.js";
import { phase } from "./phases.js";

/** Rows of the preview in the dialog; the view Processes has all. */
const SHOWN = 10;

const QUESTIONS = {
  trigger: {
    title: (job) => `Run ${job} now?`,
    text: (job, dry) => (job !== "orphan-cleanup"
      ? "It runs once, now; its schedule stays as it is."
      : dry
        ? "The settings make it a dry run: it decides and records, and ends nothing."
        : "This is live: every process that is an orphan in both checks gets SIGTERM, and SIGKILL after the grace period. Its schedule stays as it is."),
    reason: false, go: "Run now",
  },
  pause: {
    title: (job) => `Pause ${job}?`,
    text: () => "It does not run, neither by schedule nor manually, until somebody resumes it. Restarts do not end the pause. An active run continues.",
    reason: true, go: "Pause",
  },
  resume: {
    title: (job) => `Resume ${job}?`,
    text: () => "One run catches up on missed runs. It may begin at once.",
    reason: null, go: "Resume",
  },
};

/** What the page itself offers where the daemon refuses. */
const OFFERS = {
  "min-interval": "A live cleanup began less than an hour ago. Preview shows at any time what the next one would end; Overview shows when it may run.",
  paused: "The job is paused. Resume it first.",
  "already-running": "A run is on. It is shown in Overview.",
};

/** Asks, does it, and reports the outcome. Resolves when the dialog is closed; true if it was done. */
export function confirm(action, job) {
  const question = QUESTIONS[action];
  const dialog = byId("ask");
  const form = byId("ask-form");
  const dry = document.documentElement.classList.contains("all-dry");
  const live = action === "trigger" && job === "orphan-cleanup" && !dry;
  form.replaceChildren();
  show(form,
    h("h2", { id: "ask-heading" }, question.title(job)),
    h("p", {}, question.text(job, dry)),
    live && h("div", { id: "ask-preview", role: "status" }, "Looking at what it would end\u2026"),
    question.reason !== null && h("label", {}, question.reason ? "Reason (shown to other users)" : "Reason (for the record)",
      h("textarea", { name: "reason", rows: "2", maxlength: "1000", required: question.reason })),
    h("p", { class: "problem", role: "alert", hidden: true }),
    h("footer", {},
      h("button", { type: "button", class: "secondary", "data-do": "cancel" }, "Cancel"),
      h("button", { type: "submit", disabled: live }, question.go)));
  dialog.classList.toggle("wide", live);
  dialog.showModal();
  const submit = form.querySelector("button[type=submit]");
  form.querySelector(live ? "[data-do=cancel]" : "textarea, button[type=submit]").focus();
  if (live) showPreview(submit);
  expireWithoutDaemon();
  return new Promise((resolve) => {
    let done = false;
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (submit.disabled) return;
      submit.disabled = true;
      try {
        const reason = form.elements.reason?.value.trim();
        await post(`jobs/${job}/${action}`, reason ? { reason } : {});
        done = true;
        dialog.close();
      } catch (refused) {
        report(form, refused);
        submit.disabled = truth.lostAt !== null;
      }
    };
    dialog.onclose = () => resolve(done);
  });
}

/** What was asked on the knowledge of then is not answered later: the number of processes may be another one. */
function expireWithoutDaemon() {
  const submit = byId("ask-form").querySelector("button[type=submit]");
  if (!byId("ask").open || truth.lostAt === null) return;
  submit.disabled = true;
  report(byId("ask-form"), new Error("The daemon does not answer. Cancel, and ask again when the page is connected."));
}

truth.onChange(expireWithoutDaemon);

function report(form, trouble) {
  const problem = form.querySelector(".problem");
  problem.textContent = trouble instanceof Refused ? OFFERS[trouble.reason] ?? trouble.message
    : trouble instanceof TypeError ? "The daemon does not answer." : trouble.message;
  problem.hidden = false;
}

async function showPreview(submit) {
  const place = byId("ask-preview");
  try {
    const report = await preview((step) => {
      place.textContent = `Looking at what it would end: ${phase(step)}`;
    });
    if (!place.isConnected) return;
    const orphans = sorted(report.verdicts).filter((one) => one.verdict === "ORPHAN");
    show(place, h("p", {}, h("strong", {}, summary(report))),
      orphans.length > 0 && table(orphans.slice(0, SHOWN)),
      orphans.length > SHOWN && h("p", { class: "muted" }, `and ${orphans.length - SHOWN} more; the view Processes shows all of them`));
    submit.textContent = judged(report) ? `Run now: end ${count(report.run.orphans, "process", "processes")}` : "Run now";
    submit.disabled = !judged(report) || truth.lostAt !== null;
  } catch (trouble) {
    if (place.isConnected) report(byId("ask-form"), trouble);
  }
}
