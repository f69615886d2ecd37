// Server-sent events, read directly: the browser's own EventSource cannot send a header.

import { ask, session } from "./session.js";

/** A beat comes every 2 s; after so long a silence the line is dead. */
const SILENCE = 6000;
const PAUSES = [500, 1000, 2000, 5000];
/** A browser has six lines to one host for all its tabs together: a hidden tab closes its own. */
const UNSEEN = 30000;

let broken = new AbortController();
let unseen;

function awake() {
  return document.visibilityState === "visible" || unseen !== undefined;
}

/** Resolves when the page is visible again. */
function woken() {
  return awake() ? Promise.resolve() : new Promise((next) => document.addEventListener("visibilitychange", next, { once: true }));
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(unseen);
  unseen = undefined;
  if (document.visibilityState === "hidden") {
    unseen = setTimeout(() => {
      unseen = undefined;
      broken.abort();
    }, UNSEEN);
  }
});
// A page that the browser keeps for the way back must not keep its line.
addEventListener("pagehide", () => broken.abort());

/**
 * Listens for as long as there is a session.
 *
 * @param onHello the line is up: something may have changed while nobody listened
 * @param onChange something has changed
 * @param onBeat nothing has changed since
 * @param onLine whether the line is up
 */
export async function listen(onHello, onChange, onBeat, onLine) {
  let failures = 0;
  while (session.isOpen) {
    try {
      await follow((event) => {
        failures = 0;
        onLine(true);
        if (event === "beat") onBeat();
        else if (event === "hello") onHello();
        else onChange();
      });
    } catch (trouble) {
      // Reported below, whatever the cause.
    }
    if (!session.isOpen) return;
    if (!awake()) {
      await woken();
      onHello();
      continue;
    }
    onLine(false);
    await new Promise((next) => setTimeout(next, PAUSES[Math.min(failures++, PAUSES.length - 1)]));
  }
}

async function follow(onEvent) {
  const controller = new AbortController();
  broken = controller;
  let watchdog;
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => controller.abort(), SILENCE);
  };
  try {
    alive();
    const response = await ask("live", { signal: controller.signal });
    if (!response.ok) throw new Error(`the line was refused: ${response.status}`);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      alive();
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block);
        if (event) onEvent(event[1]);
      }
    }
  } finally {
    clearTimeout(watchdog);
    controller.abort();
  }
}
