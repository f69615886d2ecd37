// Times as people read them: local, with zone and full precision on hover; and clocks that run.

import { h } from "./dom.js";

// English as all of the page. The browser's own formats would take a tenth of the time until the first view is there: it loads their tables for the first one.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function date(iso) {
  const at = new Date(iso);
  const day = `${at.getDate()} ${MONTHS[at.getMonth()]}`;
  return at.getFullYear() === new Date().getFullYear() ? day : `${day} ${at.getFullYear()}`;
}

export function hours(iso) {
  const at = new Date(iso);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** Only the time of day, with seconds. */
export function clockWords(at) {
  return `${hours(at)}:${pad(new Date(at).getSeconds())}`;
}

export function words(iso) {
  return `${date(iso)}, ${clockWords(iso)}`;
}

/** With the offset from UTC, for a user who hovers or prints. */
export function full(iso) {
  const at = new Date(iso);
  const minutes = -at.getTimezoneOffset();
  const offset = `${minutes < 0 ? "-" : "+"}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`;
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${clockWords(at)}.`
    + `${String(at.getMilliseconds()).padStart(3, "0")} ${offset}`;
}

function pad(number) {
  return String(Math.floor(number)).padStart(2, "0");
}

/** A moment; an em dash for none. */
export function moment(iso) {
  return iso ? h("time", { datetime: iso, title: full(iso) }, words(iso)) : "\u2014";
}

/** How long ago, running. */
export function ago(iso) {
  return h("time", { datetime: iso, title: full(iso), "data-ago": iso }, agoWords(iso));
}

/** How long until then, running. */
export function left(iso) {
  return h("time", { datetime: iso, title: full(iso), "data-left": iso, role: "timer", "aria-live": "off" }, leftWords(iso));
}

function agoWords(iso) {
  const seconds = (Date.now() - new Date(iso)) / 1000;
  return seconds < 5 ? "just now" : `${coarse(seconds)} ago`;
}

function leftWords(iso) {
  const seconds = Math.round((new Date(iso) - Date.now()) / 1000);
  if (seconds <= 0) return "now";
  const parts = [];
  if (seconds >= 86400) parts.push(`${Math.floor(seconds / 86400)} d`);
  if (seconds >= 3600) parts.push(`${Math.floor(seconds / 3600) % 24} h`);
  if (seconds >= 60) parts.push(`${Math.floor(seconds / 60) % 60} min`);
  if (seconds < 86400) parts.push(`${seconds % 60} s`);
  return parts.join(" ");
}

/** A length of time in its two largest units. */
export function coarse(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, length]) => seconds >= length);
  const [name, length] = units[first];
  const rest = units[first + 1];
  const whole = Math.floor(seconds / length);
  const more = rest ? Math.floor((seconds % length) / rest[1]) : 0;
  return more ? `${whole} ${name} ${more} ${rest[0]}` : `${whole} ${name}`;
}

/**
 * Lets the clocks on the page run.
 *
 * @param certain whether a countdown may go on: what is planned may have changed meanwhile
 * @param onTick called after each second
 */
export function run(certain, onTick) {
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-ago]")) setText(element, agoWords(element.dataset.ago));
    if (certain()) for (const element of document.querySelectorAll("[data-left]")) setText(element, leftWords(element.dataset.left));
    onTick();
  }, 1000);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
