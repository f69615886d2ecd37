// Elements from data. Text is only ever set as text: nothing that a process put into its command line is markup here.

/**
 * An element. Children that are null or false are left out; everything that is no element becomes text.
 * data-do names the action of a click; main.js listens for it, since a patched element keeps no handlers.
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "style") {
      for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Makes the children of an element be these, and touches only what is different: focus, selection and scroll stay. */
export function show(element, ...children) {
  const wanted = document.createElement(element.tagName);
  append(wanted, children);
  patchChildren(element, wanted);
}

function patchChildren(from, to) {
  const keyed = new Map();
  for (const child of from.children) {
    if (child.dataset.key) keyed.set(child.dataset.key, child);
  }
  let here = from.firstChild;
  for (const next of [...to.childNodes]) {
    const key = next.dataset?.key;
    const known = key ? keyed.get(key) : null;
    if (known && known !== here) from.insertBefore(known, here);
    const old = known ?? here;
    if (old && alike(old, next)) {
      here = old.nextSibling;
      patch(old, next);
    } else {
      from.insertBefore(next, here);
    }
  }
  while (here) {
    const after = here.nextSibling;
    here.remove();
    here = after;
  }
}

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.dataset?.key === b.dataset?.key;
}

function patch(from, to) {
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  for (const { name } of [...from.attributes]) {
    if (name !== "style" && name !== "open" && !to.hasAttribute(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (name !== "style" && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  // By its object: the page's policy allows no style in markup.
  if (from.style.cssText !== to.style.cssText) from.style.cssText = to.style.cssText;
  patchChildren(from, to);
}

/** Resolves once what was shown is painted; on a page that nobody sees, soon. */
export function painted() {
  return new Promise((done) => {
    setTimeout(done, 100);
    requestAnimationFrame(() => setTimeout(done));
  });
}

export function byId(id) {
  return document.getElementById(id);
}
