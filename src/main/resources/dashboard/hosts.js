// The hosts of a fleet; only a keeper has this view.

import { h } from "./dom.js";
import { ago } from "./time.js";
import { count, empty } from "./words.js";
import { get } from "./session.js";

export const title = "Hosts";

export async function load() {
  return get("hosts");
}

/** @param answer hosts, each with name and lastSeenAt at least */
export function render(answer) {
  const hosts = answer?.hosts ?? [];
  return h("section", { class: "panel", "aria-labelledby": "hosts-heading", "data-key": "hosts" },
    h("div", { class: "head" }, h("h1", { id: "hosts-heading" }, "Hosts"), h("p", { class: "muted" }, count(hosts.length, "host", "hosts"))),
    hosts.length
      ? h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Hosts" }, h("table", { class: "cards" },
        h("thead", {}, h("tr", {}, ["Host", "Last heard of"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, hosts.map((host) => h("tr", { "data-key": host.name },
          h("th", { scope: "row", "data-label": "Host" }, host.name),
          h("td", { "data-label": "Last heard of" }, h("div", {}, host.lastSeenAt ? ago(host.lastSeenAt) : "never")))))))
      : empty("No hosts", "No host has reported here."));
}
