// The session's secret: kept for this tab alone, and shown in a header, never in a cookie, which every port of this host would get.

// From early.js, which has begun the first request already.
const KEY = early.key;

/** The daemon's answer was no; says why, in its own words. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `the daemon answered ${status}`);
    this.status = status;
    this.type = problem.type ?? "";
    this.reason = problem.reason ?? "";
  }
}

let onEnd = () => {};

export const session = {
  get secret() {
    return sessionStorage.getItem(KEY);
  },
  get isOpen() {
    return this.secret !== null;
  },
  /** @param listener called when the daemon does not know the session any more */
  whenItEnds(listener) {
    onEnd = listener;
  },
  /** Exchanges a link, or its secret alone, for a session. */
  async open(link) {
    const secret = link.includes("#link=") ? link.slice(link.indexOf("#link=") + 6) : link;
    const response = await fetch("api/v1/dashboard/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ link: secret.trim() }),
      credentials: "omit",
    });
    const answer = await body(response);
    sessionStorage.setItem(KEY, answer.secret);
  },
  forget() {
    sessionStorage.removeItem(KEY);
  },
};

/** The answer as JSON; throws Refused for a no. */
export async function body(response) {
  const json = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, json);
  return json;
}

/** A request with the session's secret. Throws Refused for a no, and TypeError where nobody answers. */
export async function ask(path, options = {}) {
  const response = await fetch(`api/v1/${path}`, {
    ...options,
    credentials: "omit",
    cache: "no-store",
    headers: { ...options.headers, Authorization: `Session ${session.secret}` },
  });
  if (response.status === 401) {
    session.forget();
    onEnd();
  }
  return response;
}

export async function get(path) {
  const first = early.first;
  early.first = null;
  if (first?.path === path) {
    const response = await first.response;
    // A refusal is asked for again, in the usual way, which also ends the session.
    if (response.ok) return body(response);
  }
  return body(await ask(path));
}

export async function post(path, fields) {
  return body(await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  }));
}

/** Saves an answer as a file. */
export async function save(path, name) {
  const response = await ask(path);
  if (!response.ok) await body(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
