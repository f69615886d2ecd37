// The hosts of a fleet; only a keeper has this view. It shows, and does nothing on another host.

import { byId, h, show } from "./dom.js";
import { ago } from "./time.js";
import { bytes, count, empty, grouped } from "./words.js";
import { view } from "./view.js";
import { get, Refused } from "./session.js";

export const title = "Hosts";

const COLUMNS = ["Host", "State", "Last heard of", "Last cleanup", "Orphans", "Not shipped", "Verified", "Version"];
/** How a column is set; a narrow screen has no room for some. */
const KINDS = { Orphans: "number", "Not shipped": "number", Verified: "more", Version: "more", Terminations: "number", Ended: "number", Memory: "number" };
const BAD = ["forked", "cloned", "broken", "silent", "refused", "lagging"];

export async function load() {
  return get("hosts");
}

/** @param answer the hosts, the worst first */
export function render(answer) {
  const hosts = answer?.hosts ?? [];
  const bad = hosts.filter((host) => BAD.includes(host.state)).length;
  return [
    h("section", { class: "panel", "aria-labelledby": "hosts-heading", "data-key": "hosts" },
      h("div", { class: "head" }, h("h1", { id: "hosts-heading" }, "Hosts"),
        h("p", { class: "muted" }, count(hosts.length, "host", "hosts"), bad ? `, ${bad} to look at` : "")),
      answer?.problem ? h("p", { class: "muted" }, answer.problem) : "",
      hosts.length ? table("Hosts", COLUMNS, hosts.map(row)) : empty("No hosts", "No host has reported here.")),
    h("section", { class: "panel", "aria-labelledby": "leaks-heading", "data-key": "leaks" },
      h("div", { class: "head" }, h("h2", { id: "leaks-heading" }, "Who leaks, on all hosts, in 30 days")),
      h("div", { id: "fleet-leaks" }, leaks ?? h("p", { class: "muted", role: "status" }, "Adding up\u2026"))),
  ];
}

/** As it was shown last: the sum over all hosts takes longer than their list, and does not keep it waiting. */
let leaks = null;

export async function shown() {
  let components;
  try {
    ({ components } = await get("fleet/leaks"));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    leaks = h("p", { class: "muted" }, refused.message);
  }
  if (components) {
    leaks = components.length
      ? table("Who leaks", ["Component", "Terminations", "Ended", "Memory"], components.map(leak))
      : empty("Nothing was ended", "No live run of any host ended a process.");
  }
  if (byId("fleet-leaks")) show(byId("fleet-leaks"), leaks);
}

function table(name, columns, rows) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": name }, h("table", { class: "cards" },
    h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col", class: KINDS[column] }, column)))),
    h("tbody", {}, rows)));
}

function cell(column, ...content) {
  return h("td", { "data-label": column, class: KINDS[column] }, h("div", {}, ...content));
}

function row(host) {
  const when = (time) => (time ? ago(time) : "never");
  return h("tr", { "data-key": host.name, "data-do": "row" },
    h("th", { scope: "row", "data-label": "Host" },
      h("a", { href: view.at("hosts", {}, host.name), "data-do": "go" }, host.name), host.keeper ? " (keeper)" : ""),
    cell("State", host.state + (host.pausedByFleet ? ", paused" : "") + (host.why ? `: ${host.why}` : "")),
    cell("Last heard of", when(host.seenAt)),
    cell("Last cleanup", host.lastCleanupAt ? [ago(host.lastCleanupAt), `: ${host.lastCleanupOutcome}`] : "never"),
    cell("Orphans", host.lastCleanupOrphans === null ? "-" : grouped(host.lastCleanupOrphans)),
    cell("Not shipped", grouped(host.unshipped)),
    cell("Verified", when(host.verifiedAt)),
    cell("Version", host.version ?? "-"));
}

function leak(sum) {
  return h("tr", { "data-key": sum.name },
    h("th", { scope: "row", "data-label": "Component" }, sum.name || "unknown"),
    cell("Terminations", grouped(sum.terminations)),
    cell("Ended", grouped(sum.ended)),
    cell("Memory", bytes(sum.memoryBytes)));
}
