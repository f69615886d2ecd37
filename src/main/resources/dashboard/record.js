// What was changed, by whom: the configuration by syncs, the settings by people and files, the jobs by people.

import { byId, h, show } from "./dom.js";
import { moment } from "./time.js";
import { code, actionOutcome, dryRun, empty } from "./words.js";
import { view } from "./view.js";

const ACTIONS = { TRIGGER: "ran", PAUSE: "paused", RESUME: "resumed" };

export function changes(interventions, settings, syncs) {
  show(byId("changes-body"),
    h("div", { class: "columns" },
      h("section", { "data-key": "people", "aria-labelledby": "people-heading" }, h("h3", { id: "people-heading" }, "Actions"),
        interventions.length
          ? h("ol", { class: "log" }, interventions.map(action))
          : empty("No actions yet", "Each run, pause or resume of a job, here or by ", code("shared-services jobs"), ", is shown here with user and reason.")),
      h("section", { "data-key": "settings", "aria-labelledby": "settings-heading" }, h("h3", { id: "settings-heading" }, "Settings"),
        settings.length
          ? h("ol", { class: "log" }, settings.map(setting))
          : empty("No setting was changed", "Save ", code("quartz.properties"), ", and the daemon applies it within seconds and records the change."))),
    h("section", { "data-key": "syncs", "aria-labelledby": "syncs-heading" }, h("h3", { id: "syncs-heading" }, "CI configuration"),
      syncs.length
        ? h("ol", { class: "log wide" }, syncs.map(sync))
        : empty("The configuration was not changed", "What a sync writes into it is shown here as a difference.")));
}

function action(asked) {
  return h("li", { "data-key": asked.sequence },
    h("p", {}, moment(asked.at), " ", actionOutcome(asked.outcome)),
    h("p", {}, h("strong", {}, asked.actor), ` ${ACTIONS[asked.action] ?? asked.action} `, code(asked.job), asked.reason && [": ", h("q", {}, asked.reason)]),
    asked.detail && h("p", { class: "muted" }, asked.detail));
}

function setting(change, i) {
  return h("li", { "data-key": `${change.at} ${change.key} ${i}` },
    h("p", {}, moment(change.at), h("span", { class: "muted" }, ` by ${change.actor}, from ${change.origin}`)),
    h("pre", { class: "difference" }, change.old !== null && line("-", `${change.key} = ${change.old}`), change.new !== null && line("+", `${change.key} = ${change.new}`)));
}

function sync(one) {
  return h("li", { "data-key": one.run.id },
    h("p", {}, h("a", { href: view.with({ show: `run:${one.run.id}` }), "data-do": "go" }, moment(one.run.startedAt)), one.run.dryRun && [" ", dryRun()],
      h("span", { class: "muted" }, ` ${one.file}`)),
    difference(one));
}

/** A unified diff if there is one, else its fields. */
export function difference({ difference: text, changes: fields }) {
  const lines = text
    ? text.replace(/\n$/, "").split("\n").map((one) => line(one[0] ?? " ", one.slice(1)))
    : fields.map((change) => [
      change.oldText !== null && line("-", `${change.component}.${change.field}: ${change.oldText}`),
      change.newText !== null && line("+", `${change.component}.${change.field}: ${change.newText}`)]);
  return h("pre", { class: "difference", tabindex: "0", role: "region", "aria-label": "Difference" }, lines);
}

function line(sign, text) {
  const kind = { "+": "ins", "-": "del" }[sign] ?? "span";
  return h(kind, {}, sign + text, "\n");
}
