// The page: which view the address asks for, and what happens between one view and the next.
import { askAddress, readAddress } from "/page/address.js";
import { announcement, answerNodes } from "/page/answer.js";
import * as api from "/page/api.js";
import { articleView } from "/page/article.js";
import { chosenFilters, filterControls } from "/page/filters.js";
import { homeNodes } from "/page/home.js";
import { problemSection } from "/page/problem.js";
import { timelineSection } from "/page/timeline.js";
import { count, oneOf } from "/page/words.js";

const SLOW = 250; // milliseconds after which waiting is said
const SETTLE = 300; // milliseconds in which several changes of the filters are taken as one

const place = (id) => document.getElementById(id);
const [form, input, view, status, chosen, details, band] = ["ask", "q", "view", "status", "chosen", "filters", "filter-band"].map(place);

let filters = {};
let facets = null;
let running = null;
let settling = null;

function go(address) {
  const here = location.pathname + location.search;
  if (address !== here) {
    history.replaceState({ ...history.state, scrolled: scrollY }, "");
    history.pushState({ from: readAddress(location.search).q ? here : null }, "", address);
    scrollTo(0, 0);
  }
  show();
}

function returned() {
  document.activeElement?.blur(); // so that the filters show what the address says
  show();
}

async function show() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const wanted = readAddress(location.search);
  filters = wanted.filters;
  input.value = wanted.q;
  showFilters(wanted);
  const waiting = setTimeout(() => say("Looking …", true), SLOW);
  view.setAttribute("aria-busy", "true");
  try {
    await shown(wanted, signal);
    if (history.state?.scrolled) scrollTo(0, history.state.scrolled);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof api.Problem)) console.error(error);
    fill([problemSection(error, { again: show, widen: anyFilter() ? widen : null })]);
    say("");
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) view.removeAttribute("aria-busy");
  }
}

async function shown({ q, article, at }, signal) {
  if (q) {
    const answer = await api.ask(q, filters, signal);
    const overTime = document.createElement("div");
    fill(answerNodes(answer, { widen: anyFilter() ? widen : null, choose: chooseAnew, overTime }));
    if (answer.answerable) drawTimeline(overTime, q, signal);
    entitle(q);
    say(announcement(answer));
  } else if (article) {
    const { nodes, title, open } = await articleView(article, at, { back: history.state?.from, signal });
    fill(nodes);
    entitle(title);
    say("");
    open();
  } else {
    fill(await homeNodes(signal));
    entitle(null);
    say("");
  }
}

// Below the answer and after it: whoever reads the quotation need not wait for it, nor hear that it failed.
async function drawTimeline(place, q, signal) {
  try {
    const { entries } = await api.timeline(q, filters, signal);
    place.replaceChildren(...[timelineSection(entries)].filter(Boolean));
  } catch (error) {
    if (error.name !== "AbortError" && !(error instanceof api.Problem)) throw error;
  }
}

function fill(nodes) {
  view.replaceChildren(...nodes.filter(Boolean));
}

function entitle(what) {
  document.title = what ? `${what} – interview-qa` : "interview-qa";
}

function say(words, waiting = false) {
  status.classList.toggle("waiting", waiting);
  status.textContent = words;
}

function anyFilter() {
  return Object.keys(filters).length > 0;
}

function widen() {
  filters = {};
  go(askAddress(readAddress(location.search).q, filters));
}

function choose(changes) {
  const next = { ...filters, ...changes };
  filters = Object.fromEntries(Object.entries(next).filter(([, value]) => value));
  chosen.replaceChildren(...chosenFilters(filters, chooseAnew));
  clearTimeout(settling);
  settling = setTimeout(() => {
    const { q } = readAddress(location.search);
    if (q) go(askAddress(q, filters));
    else history.replaceState(history.state, "", askAddress("", filters));
  }, SETTLE);
}

// What is taken back outside the controls must show in them too.
function chooseAnew(changes) {
  choose(changes);
  showFilters({ article: null });
  input.focus();
}

function showFilters({ article }) {
  chosen.replaceChildren(...chosenFilters(filters, chooseAnew));
  details.hidden = !facets || article !== null || !band.childElementCount;
  if (!facets || band.contains(document.activeElement)) return; // whoever is choosing is not interrupted
  const controls = filterControls(facets, filters, choose);
  band.replaceChildren(...controls.map(({ control }) => control));
  details.firstElementChild.textContent = `Narrow by ${oneOf(controls.map(({ name }) => name))}`;
  details.hidden = article !== null || !controls.length;
}

async function loadFacets() {
  try {
    facets = await api.facets();
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    return; // the view itself says what is wrong; filters in the address work all the same
  }
  const first = facets.years.at(0)?.name;
  const last = facets.years.at(-1)?.name;
  const years = first === last ? first : `${first} to ${last}`;
  const parts = [count(facets.articles, "article"), count(facets.passages, "passage"), first && years];
  place("dateline").textContent = parts.filter(Boolean).join(" · ");
  const wanted = readAddress(location.search);
  // Before anything is asked they show what there is to ask; beside an answer they make way for it.
  details.open = !wanted.q && matchMedia("(min-width: 52rem)").matches;
  showFilters(wanted);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(settling);
  const q = input.value.trim();
  if (!q) return;
  details.open = false;
  if (matchMedia("(pointer: coarse)").matches) input.blur(); // puts the keyboard away, which covers the answer
  go(askAddress(q, filters));
});

document.addEventListener("click", (event) => {
  const within = event.target.closest?.("button[data-ask-article]");
  if (within) askWithin(within.dataset.askArticle);
  const link = event.target.closest?.("a[data-local]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const address = link.getAttribute("href");
  if (address === history.state?.from) history.back();
  else go(address);
});

function askWithin(article) {
  go("/");
  choose({ article });
  input.focus();
}

history.scrollRestoration = "manual"; // the browser restores before the answer is there again
addEventListener("popstate", returned);
show();
loadFacets();
