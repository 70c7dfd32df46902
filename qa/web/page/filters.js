// What a question can be narrowed to, as controls; and what it is narrowed to now, as buttons that take it back.
import { make } from "/page/dom.js";
import { sayDate } from "/page/words.js";
import { yearsControl } from "/page/years.js";

const MANY = 10;

/** Return {name, control} for what the archive can be narrowed by; `choose({name: value})` is called with each change. */
export function filterControls(facets, filters, choose) {
  const controls = [];
  const add = (name, control) => controls.push({ name, control });
  if (facets.outlets.length) add("outlet", choices("outlet", "Outlet", "All outlets", facets.outlets, filters, choose));
  if (facets.speakers.length) add("speaker", choices("speaker", "Speaker", "Anyone", facets.speakers, filters, choose));
  if (facets.years.length) {
    const { since, until } = filters;
    const changed = (from, to) => choose({ since: from, until: to });
    add("year", yearsControl(facets.years, { since, until, undated: facets.undated, changed }));
  }
  return controls;
}

/** Return a button for each filter in force, and one that drops them all. */
export function chosenFilters(filters, choose) {
  const shown = Object.entries(spoken(filters));
  if (!shown.length) return [];
  const drop = (names) => () => choose(Object.fromEntries(names.map((name) => [name, null])));
  const buttons = shown.map(([names, words]) =>
    make(
      "button",
      { type: "button", class: "chip", onclick: drop(names.split(" ")), "aria-label": `Remove the filter ${words}` },
      make("span", { dir: "auto" }, words),
      make("span", { "aria-hidden": "true" }, " ✕"),
    ),
  );
  const all = make("button", { type: "button", class: "quiet", onclick: drop(Object.keys(filters)) }, "Clear all");
  return [make("span", { class: "chosen-label" }, "Only"), ...buttons, shown.length > 1 ? all : null].filter(Boolean);
}

function spoken({ outlet, speaker, article, since, until, about }) {
  const words = {};
  if (outlet) words.outlet = outlet;
  if (speaker) words.speaker = speaker;
  if (article) words.article = `the article ${article}`;
  if (since && since === until) words["since until"] = sayDate(since);
  else if (since && until) words["since until"] = `${sayDate(since)} to ${sayDate(until)}`;
  else if (since) words.since = `since ${sayDate(since)}`;
  else if (until) words.until = `until ${sayDate(until)}`;
  if (about) words.about = `speaking of ${about}`;
  return words;
}

function choices(name, legend, anything, facets, filters, choose) {
  const wanted = filters[name] ?? "";
  const isWanted = (value) => value.toLowerCase() === wanted.toLowerCase();
  const known = facets.some((facet) => isWanted(facet.name));
  const listed = wanted && !known ? [{ name: wanted, articles: null }, ...facets] : facets;
  const radios = [{ name: "", articles: null }, ...listed].map((facet) => {
    const input = make("input", { type: "radio", name: `choose-${name}`, value: facet.name, checked: isWanted(facet.name) });
    input.addEventListener("change", () => choose({ [name]: facet.name || null }));
    const counted = facet.articles === null ? null : make("span", { class: "counted" }, String(facet.articles));
    return make("label", {}, input, make("span", { dir: "auto" }, facet.name || anything), counted);
  });
  const list = make("div", { class: "choice-list" }, radios);
  return make("fieldset", { class: "choices" }, make("legend", {}, legend), finder(legend, radios), list);
}

function finder(legend, radios) {
  if (radios.length <= MANY) return null;
  const input = make("input", { type: "search", class: "finder", placeholder: "Find", "aria-label": `Find: ${legend}` });
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  input.addEventListener("input", () => {
    const part = input.value.trim().toLowerCase();
    for (const label of radios) label.hidden = Boolean(part) && !label.textContent.toLowerCase().includes(part);
  });
  return input;
}
