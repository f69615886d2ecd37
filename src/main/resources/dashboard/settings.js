// Who changed what: the settings by people and files, the jobs by people.

import { h } from "./dom.js";
import { moment } from "./time.js";
import { actionOutcome, code, empty } from "./words.js";
import { get } from "./session.js";
import { replaced } from "./difference.js";

export const title = "Settings";

const ACTIONS = { TRIGGER: "ran", PAUSE: "paused", RESUME: "resumed" };

export async function load() {
  const [interventions, settings] = await Promise.all([get("interventions?limit=25"), get("settings/changes?limit=25")]);
  return { actions: interventions.interventions, changes: settings.changes };
}

export function render(data) {
  const { actions, changes } = data ?? { actions: [], changes: [] };
  return h("section", { id: "changes", class: "panel", "aria-labelledby": "changes-heading", "data-key": "changes" },
    h("div", { class: "head" }, h("h1", { id: "changes-heading" }, "Changes, and who made them")),
    h("div", { class: "columns" },
      h("section", { "data-key": "people", "aria-labelledby": "people-heading" }, h("h2", { id: "people-heading" }, "Actions"),
        actions.length
          ? h("ol", { class: "log" }, actions.map(action))
          : empty("No actions yet", "Each run, pause or resume of a job, here or by ", code("shared-services jobs"), ", is shown here with user and reason.")),
      h("section", { "data-key": "settings", "aria-labelledby": "settings-heading" }, h("h2", { id: "settings-heading" }, "Settings"),
        changes.length
          ? h("ol", { class: "log" }, changes.map(setting))
          : empty("No setting was changed", "Save ", code("quartz.properties"), ", and the daemon applies it within seconds and records the change."))));
}

function action(asked) {
  return h("li", { "data-key": asked.sequence },
    h("p", {}, moment(asked.at), " ", actionOutcome(asked.outcome)),
    h("p", {}, h("strong", {}, asked.actor), ` ${ACTIONS[asked.action] ?? asked.action} `, code(asked.job), asked.reason && [": ", h("q", {}, asked.reason)]),
    asked.detail && h("p", { class: "muted" }, asked.detail));
}

function setting(change, i) {
  const line = (value) => (value === null ? null : `${change.key} = ${value}`);
  return h("li", { "data-key": `${change.at} ${change.key} ${i}` },
    h("p", {}, moment(change.at), h("span", { class: "muted" }, ` by ${change.actor}, from ${change.origin}`)),
    replaced(line(change.old), line(change.new)));
}
