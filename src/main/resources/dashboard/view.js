// The address bar holds the view, under the names of the commands' options, so that it can be sent to a colleague.

export const AUDIT_FILTERS = ["since", "until", "pid", "component", "outcome", "signal", "run"];
export const LIMITS = ["25", "50", "100", "500"];
export const RANGES = ["day", "week", "month", "quarter", "year"];

const listeners = [];

export const view = {
  get(name) {
    return new URLSearchParams(location.search).get(name);
  },
  /** The query of an API call from the parameters of these names, an optional prefix taken off. */
  query(names, prefix = "") {
    const query = new URLSearchParams();
    for (const name of names) {
      const value = this.get(prefix + name);
      if (value) query.set(name, value);
    }
    return query.toString();
  },
  /** The address of this view with some parameters set otherwise; null takes one away. */
  with(changes) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === "") query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    return text ? `?${text}` : location.pathname;
  },
  go(changes) {
    history.pushState(null, "", this.with(changes));
    listeners.forEach((listener) => listener());
  },
  onChange(listener) {
    listeners.push(listener);
    addEventListener("popstate", listener);
  },
};
