// Who changed what, and the settings, rules and owners in force with their origins.

import { h } from "./dom.js";
import { ago, moment } from "./time.js";
import { actionOutcome, code, count, empty } from "./words.js";
import { view } from "./view.js";
import { get } from "./session.js";
import { replaced } from "./difference.js";

export const title = "Settings";

const ACTIONS = { TRIGGER: "ran", PAUSE: "paused", RESUME: "resumed" };

export async function load() {
  const [interventions, changes, inForce] = await Promise.all([
    get("interventions?limit=25"), get("settings/changes?limit=25"), get("settings"),
  ]);
  return { actions: interventions.interventions, changes: changes.changes, inForce };
}

export function render(data) {
  const { actions, changes, inForce } = data ?? { actions: [], changes: [], inForce: null };
  return [
    h("section", { id: "changes", class: "panel", "aria-labelledby": "changes-heading", "data-key": "changes" },
      h("div", { class: "head" }, h("h1", { id: "changes-heading" }, "Changes, and who made them")),
      h("div", { class: "columns" },
        h("section", { "data-key": "people", "aria-labelledby": "people-heading" }, h("h2", { id: "people-heading" }, "Actions and pauses"),
          actions.length
            ? h("ol", { class: "log" }, actions.map(action))
            : empty("No actions yet", "Each run, pause or resume of a job, here or by ", code("shared-services jobs"), ", is shown here with user and reason.")),
        h("section", { "data-key": "settings", "aria-labelledby": "settings-heading" }, h("h2", { id: "settings-heading" }, "Changes of settings"),
          changes.length
            ? h("ol", { class: "log" }, changes.map(setting))
            : empty("No setting was changed", "Save ", code("quartz.properties"), ", and the daemon applies it within seconds and records the change.")))),
    inForce && rules(inForce),
    inForce && others(inForce),
  ];
}

const KINDS = [["match", "Match rules"], ["protect", "Protect rules"], ["owner", "Owners"]];
const ofKind = (kind) => (one) => one.key.startsWith(`orphan-cleanup.${kind}.`);

function rules({ settings, named, namedSince }) {
  const use = new Map(named.map((one) => [`${one.kind} ${one.rule}`, one]));
  return h("section", { id: "rules", class: "panel", "aria-labelledby": "rules-heading", "data-key": "rules" },
    h("div", { class: "head" }, h("h2", { id: "rules-heading" }, "Rules and owners in force"),
      h("p", { class: "muted" }, "What they named since ", moment(namedSince))),
    KINDS.map(([kind, title]) => {
      const some = settings.filter(ofKind(kind));
      return some.length > 0 && [h("h3", {}, title), table(title, some.map((one) => {
        const name = one.key.split(".").slice(2).join(".");
        return {
          key: one.key, name, value: one.value, origin: one.origin,
          used: uses(kind, name, use.get(`${kind} ${name}`)),
        };
      }), true)];
    }));
}

/** Orphans are in the audit; what a rule spared is in the run that names it. */
function uses(kind, name, used) {
  if (!used) return "nothing";
  const words = count(used.named, "process", "processes");
  return [
    kind === "match" ? h("a", { href: view.at("audit", { rule: name }), "data-do": "go" }, words) : words,
    kind === "protect" ? " spared" : `, ${count(used.orphans, "orphan", "orphans")}`, ", last ",
    h("a", { href: view.with({ show: `run:${used.lastRun}` }), "data-do": "go" }, ago(used.lastAt)),
  ];
}

function others({ settings }) {
  const some = settings.filter((one) => !KINDS.some(([kind]) => ofKind(kind)(one)));
  const given = some.filter((one) => one.origin !== "default");
  const rows = (list) => list.map((one) => ({ key: one.key, name: one.key, value: one.value, origin: one.origin }));
  return h("section", { id: "in-force", class: "panel", "aria-labelledby": "in-force-heading", "data-key": "in-force" },
    h("div", { class: "head" }, h("h2", { id: "in-force-heading" }, "Settings in force")),
    given.length ? table("Settings that differ from their defaults", rows(given), false) : empty("Only defaults", "No file, variable or option sets anything else."),
    h("details", { class: "as-table" }, h("summary", {}, `All ${some.length} settings`), table("All settings", rows(some), false)));
}

function table(label, rows, withUse) {
  const heads = ["Name", "Value", "Origin", withUse && "Named lately"].filter(Boolean);
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, h("table", { class: "cards values" },
    h("thead", {}, h("tr", {}, heads.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map((row) => h("tr", { "data-key": row.key },
      h("th", { scope: "row", "data-label": "Name" }, code(row.name)),
      h("td", { "data-label": "Value", class: "value" }, row.value === null ? h("span", { class: "muted" }, "not set") : code(row.value)),
      h("td", { "data-label": "Origin" }, h("span", { class: "muted" }, row.origin)),
      withUse && h("td", { "data-label": "Named lately", class: "used" }, h("div", {}, row.used)))))));
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
