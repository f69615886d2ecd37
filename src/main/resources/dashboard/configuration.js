// What the syncs changed in the CI configuration.

import { h } from "./dom.js";
import { moment } from "./time.js";
import { dryRun, empty, trigger } from "./words.js";
import { view } from "./view.js";
import { get } from "./session.js";
import { difference } from "./difference.js";

export const title = "Configuration";

export async function load() {
  return (await get("syncs?limit=25")).syncs;
}

export function render(syncs) {
  return h("section", { id: "configuration", class: "panel", "aria-labelledby": "configuration-heading", "data-key": "configuration" },
    h("div", { class: "head" }, h("h1", { id: "configuration-heading" }, "Configuration"), h("p", { class: "muted" }, "The newest syncs that changed something")),
    syncs?.length
      ? h("ol", { class: "log" }, syncs.map(sync))
      : empty("The configuration was not changed", "What a sync writes into it is shown here as a difference."));
}

function sync(one) {
  return h("li", { "data-key": one.run.id },
    h("p", {}, h("a", { href: view.with({ show: `run:${one.run.id}` }), "data-do": "go" }, moment(one.run.startedAt)), one.run.dryRun && [" ", dryRun()],
      h("span", { class: "muted" }, ` ${trigger(one.run.trigger)}, ${one.file}`)),
    difference(one));
}
