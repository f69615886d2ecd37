// Puts the page together: who is logged in, what is shown, and what a click does.

import { byId } from "./dom.js";
import { get, post, Refused, session } from "./session.js";
import { listen } from "./live.js";
import { view } from "./view.js";
import { run as runClocks } from "./time.js";
import { strip } from "./strip.js";
import { timeline } from "./timeline.js";
import { draw, range, trend } from "./trend.js";
import * as audit from "./audit.js";
import { fillRunFilters, loadRuns, runs } from "./runs.js";
import { changes } from "./record.js";
import { detail } from "./detail.js";
import { confirm } from "./ask.js";

let atWork = null;
let again = false;
let listening = false;

/** Asks for what is shown, and shows it. Calls while one is under way become one more after it. */
function refresh() {
  if (atWork) {
    again = true;
    return atWork;
  }
  atWork = load().catch(tellTrouble).finally(() => {
    atWork = null;
    if (again && session.isOpen) {
      again = false;
      refresh();
    }
  });
  return atWork;
}

async function load() {
  const [status, plan, numbers, interventions, settings, syncs] = await Promise.all([
    get("status"), get("plan"), get(`trend?range=${range()}`), get("interventions?limit=20"), get("settings/changes?limit=20"), get("syncs?limit=10"),
  ]);
  strip(status, plan);
  const past = await Promise.all(status.jobs.map((job) => get(`runs?job=${encodeURIComponent(job.name)}&since=24h&limit=1000`)));
  timeline(status.jobs, past.flatMap((answer) => answer.runs), plan);
  trend(numbers);
  changes(interventions.interventions, settings.changes, syncs.syncs);
  fillRunFilters([...new Set(["orphan-cleanup", "config-sync", ...status.jobs.map((job) => job.name)])]);
  await Promise.all([table(audit.load, audit.audit, "audit-problem"), table(loadRuns, runs, "runs-problem")]);
  await detail();
  document.documentElement.dataset.loaded = String(Number(document.documentElement.dataset.loaded ?? 0) + 1);
}

/** A refusal of a filter is shown beside it; all else goes on. */
async function table(loading, showing, problem) {
  const place = byId(problem);
  try {
    showing(await loading());
    place.hidden = true;
  } catch (refused) {
    if (!(refused instanceof Refused) || refused.status !== 400) throw refused;
    place.textContent = refused.message;
    place.hidden = false;
  }
}

function tellTrouble(trouble) {
  if (!session.isOpen) return;
  if (trouble instanceof Refused) line("warn", trouble.message);
  else if (trouble instanceof TypeError) line("bad", "Disconnected");
  else throw trouble;
}

function line(kind, words, since) {
  const place = byId("line");
  place.hidden = false;
  place.className = `badge ${kind}`;
  place.textContent = since ? `${words} since ${since}` : words;
  document.documentElement.classList.toggle("disconnected", kind === "bad");
}

let lostAt = null;

function onLine(up) {
  if (up) {
    lostAt = null;
    line("good", "Live");
  } else {
    lostAt ??= new Date().toLocaleTimeString();
    line("bad", "Disconnected", lostAt);
  }
}

function showLogin(why) {
  byId("desk").hidden = true;
  byId("places").hidden = true;
  byId("leave").hidden = true;
  byId("line").hidden = true;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  byId("login").hidden = false;
  byId("login-why").textContent = why;
}

function enter() {
  byId("login").hidden = true;
  byId("desk").hidden = false;
  byId("places").hidden = false;
  byId("leave").hidden = false;
  audit.fillFilters();
  refresh();
  if (!listening) {
    listening = true;
    listen(refresh, onLine).finally(() => {
      listening = false;
    });
  }
}

async function login(link) {
  try {
    await session.open(link);
    byId("login-link").value = "";
    enter();
  } catch (refused) {
    showLogin(refused instanceof Refused ? refused.message : "The daemon does not answer.");
  }
}

const THEMES = [["", "\u25d0", "Colours: as the system"], ["light", "\u2600", "Colours: light"], ["dark", "\u263e", "Colours: dark"]];

function showTheme() {
  const [, sign, words] = THEMES.find(([name]) => name === (document.documentElement.dataset.theme ?? ""));
  byId("theme").textContent = sign;
  byId("theme").setAttribute("aria-label", words);
  byId("theme").title = words;
}

function nextTheme() {
  const root = document.documentElement;
  const at = THEMES.findIndex(([name]) => name === (root.dataset.theme ?? ""));
  const [name] = THEMES[(at + 1) % THEMES.length];
  if (name) root.dataset.theme = name;
  else delete root.dataset.theme;
  try {
    localStorage.setItem("shared-services-theme", name);
  } catch (refused) {
    // It then applies to this page alone.
  }
  showTheme();
  draw();
}

const HANDLERS = {
  theme: nextTheme,
  async leave() {
    await post("dashboard/session/end", {}).catch(() => {});
    session.forget();
    showLogin("You have logged out.");
  },
  go: (element) => view.go(Object.fromEntries(differences(element.href))),
  row: (element, event) => {
    if (!event.target.closest("a, button") && getSelection().isCollapsed) element.querySelector("a").click();
  },
  range: (element) => view.go({ range: element.dataset.range === "month" ? null : element.dataset.range }),
  back: () => history.back(),
  close: () => view.go({ show: null }),
  print: () => print(),
  cancel: () => byId("ask").close(),
  "clear-filters": () => view.go(audit.NO_FILTERS),
  "save-csv": () => audit.saveAs("csv").catch(tellTrouble),
  "save-json": () => audit.saveAs("json").catch(tellTrouble),
  trigger: (element) => confirm("trigger", element.dataset.job).then(refresh),
  pause: (element) => confirm("pause", element.dataset.job).then(refresh),
  resume: (element) => confirm("resume", element.dataset.job).then(refresh),
};

/** What a link would have otherwise than the view that is shown. */
function differences(href) {
  const wanted = new URL(href).searchParams;
  const here = new URLSearchParams(location.search);
  return [...new Set([...wanted.keys(), ...here.keys()])].map((name) => [name, wanted.get(name)]);
}

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-do]");
  if (!element || element.disabled) return;
  const newTab = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (element.tagName === "A") {
    if (newTab) return;
    event.preventDefault();
  }
  HANDLERS[element.dataset.do](element, event);
});

byId("filters").addEventListener("submit", (event) => {
  event.preventDefault();
  view.go(audit.filtersGiven());
});
byId("run-filters").addEventListener("change", (event) => view.go({ [event.target.name]: event.target.value, "runs-before": null }));
byId("login-form").addEventListener("submit", (event) => {
  event.preventDefault();
  login(byId("login-link").value);
});
// Escape closes a dialog by itself; the address follows.
byId("detail").addEventListener("cancel", (event) => {
  event.preventDefault();
  HANDLERS.close();
});
byId("detail").addEventListener("click", (event) => {
  if (event.target === byId("detail")) HANDLERS.close();
});

view.onChange(() => {
  if (!session.isOpen) return;
  audit.fillFilters();
  refresh();
});
session.whenItEnds(() => showLogin("The session has ended: after 12 hours, after an hour unused, or with a restart of the daemon."));
showTheme();
runClocks();

const link = /^#link=([0-9a-f]+)$/.exec(location.hash);
if (link) {
  // Out of the address bar and the history before anything else.
  history.replaceState(null, "", location.pathname + location.search);
  login(link[1]);
} else if (session.isOpen) {
  enter();
} else {
  showLogin("");
}
