// Before the first paint, so that nothing flashes. A choice is kept for this browser; without one the system's applies.
(function () {
  "use strict";
  let chosen = null;
  try {
    chosen = localStorage.getItem("shared-services-theme");
  } catch (refused) {
    // A browser that keeps nothing shows the system's colours.
  }
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
})();
