// The session's secret: kept for all tabs of this browser, and shown in a header, never in a cookie, which every port of this host would get.

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

const RENEW_MILLIS = 3600 * 1000;

let onEnd = () => {};
let wall = null;

function keep(secret) {
  localStorage.setItem(KEY, secret);
  localStorage.setItem(`${KEY} renewed`, String(Date.now()));
}

// Another tab has logged out.
addEventListener("storage", (event) => {
  if (event.key === KEY && event.newValue === null && wall === null) onEnd();
});

export const session = {
  get secret() {
    return wall ?? localStorage.getItem(KEY);
  },
  /** A status page's own secret, from its address; it is kept nowhere else. */
  useWall(secret) {
    wall = secret;
  },
  /** Another secret in place of one that is old: what was read from this browser once is of no use for long. */
  async renew() {
    const renewedAt = Number(localStorage.getItem(`${KEY} renewed`) ?? 0);
    if (wall !== null || Date.now() - renewedAt < RENEW_MILLIS) return;
    localStorage.setItem(`${KEY} renewed`, String(Date.now()));
    keep((await post("dashboard/session/renew", {})).secret);
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
    keep(answer.secret);
  },
  forget() {
    wall = null;
    localStorage.removeItem(KEY);
    localStorage.removeItem(`${KEY} renewed`);
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
  const shown = session.secret;
  const response = await fetch(`api/v1/${path}`, {
    ...options,
    credentials: "omit",
    cache: "no-store",
    headers: { ...options.headers, Authorization: `${wall === null ? "Session" : "Wall"} ${shown}` },
  });
  // Unless another tab has renewed it meanwhile.
  if (response.status === 401 && shown === session.secret) {
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
