// The address after the hash sign holds the place and the view of it, under the names of the commands' options, so that it can be sent to a colleague.

export const AUDIT_FILTERS = ["since", "until", "pid", "component", "owner", "user", "program", "rule", "outcome", "signal", "run"];
export const RANGES = ["day", "week", "month", "quarter", "year"];
export const ROWS = 25;

/** Of the trend, and of who leaks. */
export function range() {
  const asked = view.get("range");
  return RANGES.includes(asked) ? asked : "month";
}

const listeners = [];

function parts() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [place, item] = (path || "overview").split("/");
  return { place, item: item ? decodeURIComponent(item) : null, query: new URLSearchParams(query ?? "") };
}

function address(place, query, item = null) {
  const text = query.toString();
  return `#/${place}${item ? `/${encodeURIComponent(item)}` : ""}${text ? `?${text}` : ""}`;
}

function changed(query, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  return query;
}

export const view = {
  get place() {
    return parts().place;
  },
  /** What of the place is shown, such as one host of all; null where it is the place itself. */
  get item() {
    return parts().item;
  },
  get(name) {
    return parts().query.get(name);
  },
  /** The address without what lies above it: equal as long as the same data is shown. */
  get below() {
    const { place, item, query } = parts();
    query.delete("show");
    return address(place, query, item);
  },
  /** The query of an API call from the parameters of these names. */
  query(names) {
    const query = new URLSearchParams();
    for (const name of names) {
      const value = this.get(name);
      if (value) query.set(name, value);
    }
    return query;
  },
  /** The address of this view with some parameters set otherwise; null takes one away. */
  with(changes) {
    const { place, item, query } = parts();
    return address(place, changed(query, changes), item);
  },
  /** The address of a view of another place. */
  at(place, parameters = {}, item = null) {
    return address(place, changed(new URLSearchParams(), parameters), item);
  },
  /** Fills a form once for each address: what somebody has chosen in it since stays, whatever arrives meanwhile. */
  fill(form, value = (name) => this.get(name)) {
    if (form.filled === this.below) return;
    form.filled = this.below;
    for (const element of form.elements) if (element.name) element.value = value(element.name) ?? "";
  },
  go(hash) {
    if (hash === location.hash) return;
    history.pushState(null, "", hash);
    listeners.forEach((listener) => listener());
  },
  onChange(listener) {
    listeners.push(listener);
    addEventListener("popstate", listener);
  },
};
