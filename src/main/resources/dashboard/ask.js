// Every action on a job asks for confirmation and, where it matters, for a reason.

import { byId, h, show } from "./dom.js";
import { post } from "./session.js";

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

/** Asks, does it, and reports the outcome. Resolves when the dialog is closed; true if it was done. */
export function confirm(action, job) {
  const question = QUESTIONS[action];
  const dialog = byId("ask");
  const form = byId("ask-form");
  const dry = document.documentElement.classList.contains("all-dry");
  form.replaceChildren();
  show(form,
    h("h2", { id: "ask-heading" }, question.title(job)),
    h("p", {}, question.text(job, dry)),
    question.reason !== null && h("label", {}, question.reason ? "Reason (shown to other users)" : "Reason (for the record)",
      h("textarea", { name: "reason", rows: "2", maxlength: "1000", required: question.reason })),
    h("p", { class: "problem", role: "alert", hidden: true }),
    h("footer", {},
      h("button", { type: "button", class: "secondary", "data-do": "cancel" }, "Cancel"),
      h("button", { type: "submit" }, question.go)));
  dialog.showModal();
  form.querySelector("textarea, button[type=submit]").focus();
  return new Promise((resolve) => {
    let done = false;
    form.onsubmit = async (event) => {
      event.preventDefault();
      const button = form.querySelector("button[type=submit]");
      const problem = form.querySelector(".problem");
      button.disabled = true;
      try {
        const reason = form.elements.reason?.value.trim();
        await post(`jobs/${job}/${action}`, reason ? { reason } : {});
        done = true;
        dialog.close();
      } catch (refused) {
        problem.textContent = refused.message;
        problem.hidden = false;
        button.disabled = false;
      }
    };
    dialog.onclose = () => resolve(done);
  });
}
