// A difference of two texts by lines, with what changed within a line marked.

import { h } from "./dom.js";

/** A unified diff if there is one, else its fields. */
export function difference({ difference: text, changes: fields }) {
  const lines = text
    ? text.replace(/\n$/, "").split("\n").map((one) => [one[0] ?? " ", one.slice(1)])
    : fields.flatMap((change) => [
      change.oldText !== null && ["-", `${change.component}.${change.field}: ${change.oldText}`],
      change.newText !== null && ["+", `${change.component}.${change.field}: ${change.newText}`]].filter(Boolean));
  return h("pre", { class: "difference", tabindex: "0", role: "group", "aria-label": "Difference" }, marked(lines));
}

/** Two values of one setting. */
export function replaced(before, after) {
  return h("pre", { class: "difference" }, marked([before !== null && ["-", before], after !== null && ["+", after]].filter(Boolean)));
}

/** Removed lines are paired with the added ones after them; what both have at their ends is no change. */
function marked(lines) {
  const shown = [];
  for (let i = 0; i < lines.length;) {
    const removed = run(lines, i, "-");
    const added = run(lines, i + removed.length, "+");
    if (!removed.length && !added.length) {
      shown.push(line(...lines[i], null));
      i++;
      continue;
    }
    removed.forEach(([sign, text], at) => shown.push(line(sign, text, added[at]?.[1] ?? null)));
    added.forEach(([sign, text], at) => shown.push(line(sign, text, removed[at]?.[1] ?? null)));
    i += removed.length + added.length;
  }
  return shown;
}

function run(lines, from, sign) {
  let end = from;
  while (end < lines.length && lines[end][0] === sign && !/^(--|\+\+) /.test(lines[end][1])) end++;
  return lines.slice(from, end);
}

function line(sign, text, other) {
  // The two lines that name the file.
  if (/^(--|\+\+) /.test(text)) return h("span", { class: "file" }, sign + text, "\n");
  const kind = { "+": "ins", "-": "del" }[sign] ?? "span";
  if (other === null) return h(kind, {}, sign + text, "\n");
  const [start, end] = common(text, other);
  return h(kind, {}, sign + text.slice(0, start), h("mark", {}, text.slice(start, text.length - end)), text.slice(text.length - end), "\n");
}

/** How many characters two texts share at the start, and after that at the end. */
function common(a, b) {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [start, end];
}
