// Puts the page together: who is logged in, which view is shown, and what a click does.

import { byId, h, show } from "./dom.js";
import { post, Refused, session } from "./session.js";
import { listen } from "./live.js";
import { view } from "./view.js";
import { truth } from "./truth.js";
import { clockWords, run as runClocks } from "./time.js";
import * as overview from "./overview.js";

/** The first view is at hand; the others are read when they are first asked for. */
const PLACES = {
  overview: () => overview,
  audit: () => import("./audit.js"),
  runs: () => import("./runs.js"),
  processes: () => import("./processes.js"),
  configuration: () => import("./configuration.js"),
  settings: () => import("./settings.js"),
  hosts: () => (view.item ? import("./host.js") : import("./hosts.js")),
};

let shownPlace = null;
let shownBelow = null;
let module = overview;
let atWork = null;
let again = false;
let listening = false;

/** Asks for what is shown, and shows it. Calls while one is under way become one more after it. */
function refresh() {
  if (atWork) {
    again = true;
    return atWork;
  }
  atWork = load().catch(reportTrouble).finally(() => {
    atWork = null;
    if (again && session.isOpen) {
      again = false;
      refresh();
    }
  });
  return atWork;
}

async function load() {
  const place = PLACES[view.place] ? view.place : "overview";
  const below = view.below;
  if (place !== shownPlace) {
    shownPlace = place;
    markPlace(place);
    show(byId("view"), h("p", { class: "muted loading", role: "status" }, "Loading\u2026"));
  }
  module = await PLACES[place]();
  const wanted = module;
  let data = null;
  let problem = "";
  try {
    data = await wanted.load();
  } catch (refused) {
    if (!(refused instanceof Refused) || refused.status === 401 || refused.status >= 500) throw refused;
    problem = refused.message;
  }
  if (below !== view.below) {
    again = true;
    return;
  }
  if (wanted === overview && data) showHosts(data);
  byId("problem").textContent = problem;
  byId("problem").hidden = problem === "";
  if (data !== null || wanted !== overview) {
    show(byId("view"), wanted.render(data));
    shownBelow = below;
    await wanted.rest?.();
    if (below !== view.below) {
      again = true;
      return;
    }
    Promise.resolve(wanted.shown?.()).catch(reportTrouble);
  }
  shownBelow = below;
  if (wanted !== overview) document.title = `${wanted.title} - Shared Services`;
  document.documentElement.dataset.loaded = String(Number(document.documentElement.dataset.loaded ?? 0) + 1);
}

/** Only a keeper of a fleet knows hosts. */
function showHosts(data) {
  byId("places").querySelector('a[href="#/hosts"]').parentElement.hidden = !data.status?.fleet?.keeper;
}

function markPlace(place) {
  for (const link of byId("places").querySelectorAll("a")) {
    if (link.hash === `#/${place}`) {
      link.setAttribute("aria-current", "page");
      // On a phone it may be out of sight. The first one never is.
      if (place !== "overview") link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
}

/** Shows what the address asks for above the view, or closes it: without asking the daemon for anything. */
async function detail() {
  if (!view.get("show")) {
    const dialog = byId("detail");
    if (dialog.open) dialog.close();
    document.documentElement.classList.remove("has-detail");
    return;
  }
  const { detail: showDetail } = await import("./detail.js");
  await showDetail().catch(reportTrouble);
}

function reportTrouble(trouble) {
  if (!session.isOpen) return;
  if (trouble instanceof Refused) {
    byId("problem").textContent = trouble.message;
    byId("problem").hidden = false;
  } else if (trouble instanceof TypeError) {
    truth.line(false);
  } else {
    throw trouble;
  }
}

function showLine() {
  const place = byId("line");
  place.hidden = !session.isOpen;
  const [kind, words] = truth.up ? ["good", "Live"]
    : truth.lostAt === null ? ["idle", "Connecting"] : ["bad", `Disconnected since ${clockWords(truth.lostAt)}`];
  place.className = `badge ${kind}`;
  if (place.textContent !== words) place.textContent = words;
  document.documentElement.classList.toggle("disconnected", truth.lostAt !== null);
  overview.tick();
}

/** Nothing has changed; yet what is known of the state must not get too old while somebody looks at it. */
const OLD_MILLIS = 2500;
const RUNNING_MILLIS = 800;
let pulsing = false;

async function beat() {
  const old = overview.isRunning() ? RUNNING_MILLIS : OLD_MILLIS;
  if (pulsing || atWork || module !== overview || !truth.up || truth.age() < old || document.visibilityState !== "visible") return;
  pulsing = true;
  await overview.pulse().catch(reportTrouble);
  pulsing = false;
}

/** The line comes up just after the first view was asked for: what changed between the two can wait until the view is usable. */
const SETTLING_MILLIS = 2000;
const enteredAt = Date.now();

function greet() {
  if (Date.now() - enteredAt > SETTLING_MILLIS) refresh();
  else setTimeout(() => session.isOpen && refresh(), SETTLING_MILLIS);
}

function showLogin(why) {
  for (const id of ["desk", "places", "leave", "line"]) byId(id).hidden = true;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  byId("login").hidden = false;
  byId("login-why").textContent = why;
}

function enter() {
  session.renew().catch(reportTrouble);
  byId("login").hidden = true;
  for (const id of ["desk", "places", "leave"]) byId(id).hidden = false;
  const shown = refresh();
  detail();
  if (!listening) {
    listening = true;
    // The first answer is what makes the page usable: the line does not compete with it, nor does it wait for long.
    Promise.race([shown, new Promise((next) => setTimeout(next, 500))]).then(() => listen(greet, refresh, beat, truth.line)).finally(() => {
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
}

async function act(action, job) {
  const { confirm } = await import("./ask.js");
  if (await confirm(action, job)) refresh();
}

const HANDLERS = {
  theme: nextTheme,
  skip: () => byId("desk").focus(),
  async leave() {
    await post("dashboard/session/end", {}).catch(() => {});
    session.forget();
    showLogin("You have logged out.");
  },
  go: (element) => view.go(new URL(element.href).hash),
  row: (element, event) => {
    if (!event.target.closest("a, button") && getSelection().isCollapsed) element.querySelector("a").click();
  },
  range: (element) => view.go(view.with({ range: element.dataset.range === "month" ? null : element.dataset.range })),
  back: () => history.back(),
  close: () => view.go(view.with({ show: null })),
  print: () => print(),
  cancel: () => byId("ask").close(),
  trigger: (element) => act("trigger", element.dataset.job),
  pause: (element) => act("pause", element.dataset.job),
  resume: (element) => act("resume", element.dataset.job),
};

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-do]");
  if (!element || element.disabled) return;
  const newTab = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (element.tagName === "A") {
    if (newTab) return;
    event.preventDefault();
  }
  const handler = HANDLERS[element.dataset.do] ?? module.handlers?.[element.dataset.do];
  Promise.resolve(handler(element, event)).catch(reportTrouble);
});

// The forms of views; a view says what its fields mean.
for (const kind of ["submit", "change"]) {
  byId("view").addEventListener(kind, (event) => {
    if (kind === "submit") event.preventDefault();
    module[kind]?.(event);
  });
}
// It does not bubble.
byId("view").addEventListener("toggle", (event) => module.toggle?.(event), true);
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
  if (view.below !== shownBelow) refresh();
  detail();
});
truth.onChange(showLine);
session.whenItEnds(() => showLogin("The session has ended: after a day, or since somebody ended it."));
showTheme();
runClocks(() => truth.fresh() || module !== overview, () => {
  showLine();
  if (session.isOpen && overview.isRunning()) beat();
});
setInterval(() => {
  if (session.isOpen) session.renew().catch(reportTrouble);
}, 60000);

const link = /^#link=([0-9a-f]+)$/.exec(location.hash);
const wall = /^#wall=([0-9a-f]+)$/.exec(location.hash);
if (wall) {
  // It stays in the address, so that the screen can be reloaded; browsers send what is behind the hash sign to nobody.
  import("./wall.js").then(({ showWall }) => showWall(wall[1]));
} else if (link) {
  // Out of the address bar and the history before anything else.
  history.replaceState(null, "", location.pathname + location.search);
  login(link[1]);
} else if (session.isOpen) {
  enter();
} else {
  showLogin("");
}
