// One quotation: the words that answer, who said them where and when, and the passage in its context.
import { articleAddress, passageAddress } from "/page/address.js";
import * as api from "/page/api.js";
import { citeMenu } from "/page/cite.js";
import { localLink, make, webLink } from "/page/dom.js";
import { slices, unitSpans, withMarks } from "/page/text.js";
import { count, percent, sayDate, sayWho } from "/page/words.js";

const NEIGHBOURS = 1;

/** Return the quotation that leads an answer, with its context open; `confidence` is null where it answers nothing. */
export function leadQuotation(passage, confidence) {
  return make(
    "article",
    { class: "lead" },
    make(
      "div",
      { class: "lead-columns" },
      make("div", {}, quotation(passage), actions(passage)),
      facts(passage, confidence),
    ),
    contextSection(passage),
  );
}

/** Return a further quotation, smaller; its context opens on demand. */
export function furtherQuotation(passage) {
  const context = make("details", { class: "more" }, make("summary", { class: "action" }, "In its context"));
  context.addEventListener("toggle", () => context.append(contextBody(passage)), { once: true });
  return make("article", { class: "further" }, quotation(passage), byline(passage), actions(passage, context));
}

/** Return the words that answer, marked; without any, the whole passage. */
function quotation(passage) {
  const words = slices(passage.text, passage.highlights);
  const shown = words.length ? words.map((text) => make("p", {}, make("mark", {}, text))) : [make("p", {}, passage.text)];
  return make("blockquote", { class: "quotation", dir: "auto", cite: passage.citation.url }, shown);
}

function byline(passage) {
  const { citation } = passage;
  const who = sayWho(citation);
  return make(
    "p",
    { class: "byline" },
    who ? make("strong", { dir: "auto" }, who) : null,
    who ? " in " : null,
    localLink(passageAddress(passage), { dir: "auto" }, citation.title ?? citation.article_id),
    citation.outlet ? make("span", { dir: "auto" }, `, ${citation.outlet}`) : null,
    citation.published ? `, ${sayDate(citation.published)}` : null,
    sourcesOf(passage).length > 1 ? ` · ${count(sourcesOf(passage).length, "independent source")}` : null,
  );
}

function facts(passage, confidence) {
  const { citation } = passage;
  const sources = sourcesOf(passage);
  return make(
    "dl",
    { class: "facts" },
    fact("Who", make("span", { dir: "auto" }, sayWho(citation) ?? "In the article’s own words"), role(citation)),
    fact("Where", make("span", { dir: "auto" }, citation.outlet ?? "Outlet not stated"), titleOf(passage)),
    fact("When", sayDate(citation.published) ?? "Date not stated"),
    confidence === null ? null : fact("Confidence", percent(confidence), bar(confidence)),
    fact(
      "Sources",
      sources.length > 1 ? count(sources.length, "independent source") : "1 source",
      citedList(sources.slice(1)),
      also("The same words also in", passage.also_in ?? []),
    ),
  );
}

function role({ speaker, role: said }) {
  return speaker && said && said !== "other" ? make("span", { class: "aside" }, said) : null;
}

function titleOf(passage) {
  const { title, article_id: id } = passage.citation;
  return make("span", { class: "aside", dir: "auto" }, localLink(passageAddress(passage), {}, title ?? id));
}

function fact(name, ...values) {
  return make("div", {}, make("dt", {}, name), make("dd", {}, values));
}

function bar(share) {
  const filled = make("span", { class: "bar-filled" });
  filled.style.inlineSize = `${share * 100}%`;
  return make("span", { class: "bar", "aria-hidden": "true" }, filled);
}

/** Return the citations of those who say the same independently, the passage's own first. */
function sourcesOf(passage) {
  const others = (passage.also_reported_by ?? []).map((one) => one.citation ?? one);
  return [passage.citation, ...others];
}

function also(label, citations) {
  return citations.length ? make("div", { class: "aside" }, `${label}:`, citedList(citations)) : null;
}

function citedList(citations) {
  if (!citations.length) return null;
  const items = citations.map((one) => {
    const where = [one.title ?? one.article_id, one.outlet, sayDate(one.published)].filter(Boolean).join(", ");
    return make("li", { dir: "auto" }, localLink(articleAddress(one.article_id, [one]), {}, where));
  });
  return make("ul", { class: "cited" }, items);
}

function actions(passage, context = null) {
  const { citation } = passage;
  const source = citation.deep_link
    ? webLink(citation.deep_link, { class: "action" }, "At the source", make("span", { "aria-hidden": "true" }, " ↗"))
    : null;
  return make(
    "div",
    { class: "actions" },
    context,
    localLink(passageAddress(passage), { class: "action" }, "Open in the article"),
    source,
    citeMenu(passage),
  );
}

function contextSection(passage) {
  return make("section", { class: "context" }, make("h3", {}, "In its context"), contextBody(passage));
}

/** Return the passage with its marks, what it replies to, and, once they have come, the passages around it. */
function contextBody(passage) {
  const marks = unitSpans(passage.text, passage.highlights);
  const before = make("div", { class: "around", dir: "auto" });
  const after = make("div", { class: "around", dir: "auto" });
  const body = make(
    "div",
    { class: "context-body" },
    before,
    passage.context.question ? make("p", { class: "asked", dir: "auto" }, passage.context.question) : null,
    make("p", { class: "passage", dir: "auto" }, withMarks(passage.text, marks)),
    after,
  );
  fillAround(passage, before, after);
  return body;
}

async function fillAround(passage, before, after) {
  try {
    const near = await api.passage(passage.citation.passage_id, NEIGHBOURS);
    // The question stands above already; as the passage before it would be said twice.
    const asked = passage.context.question;
    const distinct = near.before.filter((one) => !asked || !asked.includes(one.text));
    before.replaceChildren(...distinct.map((one) => make("p", {}, one.text)));
    after.replaceChildren(...near.after.map((one) => make("p", {}, one.text)));
  } catch {
    before.replaceChildren();
    after.replaceChildren(make("p", { class: "aside" }, "What stands around it could not be loaded: open the article."));
  }
}
