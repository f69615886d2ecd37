// Before the first paint and before any module: the colours, so that nothing flashes, and the first request, so that its answer comes while the modules are read.
(function () {
  "use strict";
  const read = (name) => {
    try {
      return localStorage.getItem(name);
    } catch (refused) {
      // A browser that keeps nothing shows the system's colours, and asks for a log-in.
      return null;
    }
  };
  const chosen = read("shared-services-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  // A proxy may serve several daemons under one name, each below a path: their pages share this storage, and no daemon may get another's secret.
  const key = `shared-services-session ${new URL(".", location.href).pathname}`;
  const secret = read(key);
  const place = location.hash.replace(/^#\/?/, "");
  let first = null;
  if (secret && (place === "" || place.startsWith("overview"))) {
    const range = new URLSearchParams(place.split("?")[1] ?? "").get("range") ?? "month";
    first = { path: `overview?range=${encodeURIComponent(range)}`, response: fetch(`api/v1/overview?range=${encodeURIComponent(range)}`, {
      credentials: "omit", cache: "no-store", headers: { Authorization: `Session ${secret}` },
    }) };
    // The code that takes the answer reports its failure.
    first.response.catch(() => {});
  }
  globalThis.early = { key, first };
})();
