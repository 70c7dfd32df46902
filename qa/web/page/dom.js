// Elements made in one call. Strings become text nodes, never HTML, whatever they hold.

/** Return an element: `make("p", {class: "note"}, "words", otherNode)`; null and undefined are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return a link within the page: followed without loading it anew, and still a link that can be opened elsewhere. */
export function localLink(href, attributes, ...children) {
  return make("a", { ...attributes, href, "data-local": true }, ...children);
}

/** Return a link to the web, or only its words where the address is not one to open. */
export function webLink(url, attributes, ...children) {
  if (!isWebAddress(url)) return make("span", {}, ...children);
  return make("a", { ...attributes, href: url, rel: "noopener noreferrer", target: "_blank" }, ...children);
}

function isWebAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
