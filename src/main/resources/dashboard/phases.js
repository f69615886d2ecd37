// Where a run is, as the terminal shows it.

const PHASES = {
  SCANNING: "looking at all processes", CONFIRMING: "waiting, and looking again", TERMINATING: "asking orphans to end",
  WAITING: "waiting for their end", KILLING: "killing what is left",
};

export function phase({ phase: name, done, total }) {
  return `${PHASES[name] ?? name.toLowerCase()}${total > 0 ? `, ${done} of ${total}` : ""}`;
}
