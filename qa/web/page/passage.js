// One quotation: the words that answer, who said them where and when, and the passage in its context.
import { articleAddress, passageAddress } from "/page/address.js";
import { citeMenu } from "/page/cite.js";
import { localLink, make, webLink } from "/page/dom.js";
import { slices, unitSpans, withMarks } from "/page/text.js";
import { count, percent, sayClock, sayDate, sayWho } from "/page/words.js";

const MOST_SHOWN = 4;

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
  const who = sayWho({ speaker: citation.speaker, role: citation.role }); // the outlet is named anyway
  return make(
    "p",
    { class: "byline" },
    who ? make("strong", { dir: "auto" }, who) : null,
    who ? " in " : null,
    localLink(passageAddress(passage), { dir: "auto" }, citation.title ?? citation.article_id),
    citation.outlet ? make("span", { dir: "auto" }, `, ${citation.outlet}`) : null,
    citation.published ? `, ${sayDate(citation.published)}` : null,
    passage.independent_outlets > 1 ? ` · ${count(passage.independent_outlets, "independent source")}` : null,
  );
}

function facts(passage, confidence) {
  const { citation } = passage;
  return make(
    "dl",
    { class: "facts" },
    fact("Who", make("span", { dir: "auto" }, sayWho(citation) ?? "In the article’s own words"), role(citation)),
    fact("Where", make("span", { dir: "auto" }, citation.outlet ?? "Outlet not stated"), titleOf(passage)),
    fact("When", sayDate(citation.said ?? citation.published) ?? "Date not stated", published(citation)),
    spokenOf(citation),
    confidence === null ? null : fact("Confidence", percent(confidence), bar(confidence)),
    fact(
      "Sources",
      count(Math.max(1, passage.independent_outlets), passage.independent_outlets > 1 ? "independent source" : "source"),
      also("Also reported by", passage.also_reported_by.map(reported)),
      also("The same words also in", passage.also_in.map((citation) => cited(citation, [citation]))),
    ),
  );
}

function role({ speaker, role: said, attribution }) {
  const about = [said && said !== "other" ? said : null, attribution === "paraphrased" ? "in the article’s words" : null];
  const words = about.filter(Boolean).join(", ");
  return speaker && words ? make("span", { class: "aside" }, words) : null;
}

function titleOf(passage) {
  const { title, article_id: id, start_seconds: seconds } = passage.citation;
  const at = seconds === null || seconds === undefined ? null : `, at ${sayClock(seconds)}`;
  return make("span", { class: "aside", dir: "auto" }, localLink(passageAddress(passage), {}, title ?? id), at);
}

function published({ said, published: date }) {
  return said && date ? make("span", { class: "aside" }, `said then; published ${sayDate(date)}`) : null;
}

function spokenOf({ speaks_of: times = [] }) {
  const words = [...new Set(times.map(({ text }) => text.replace(/\s+/g, " ")))].slice(0, MOST_SHOWN);
  return words.length ? fact("Speaks of", make("span", { class: "aside", dir: "auto" }, words.join("; "))) : null;
}

function fact(name, ...values) {
  return make("div", {}, make("dt", {}, name), make("dd", {}, values));
}

function bar(share) {
  const filled = make("span", { class: "bar-filled" });
  filled.style.inlineSize = `${share * 100}%`;
  return make("span", { class: "bar", "aria-hidden": "true" }, filled);
}

function also(label, items) {
  if (!items.length) return null;
  const more = items.slice(MOST_SHOWN);
  const rest = more.length ? make("details", {}, make("summary", {}, `and ${more.length} more`), list(more)) : null;
  return make("div", { class: "aside" }, `${label}:`, list(items.slice(0, MOST_SHOWN)), rest);
}

function list(items) {
  return make("ul", { class: "cited" }, items.map((item) => make("li", { dir: "auto" }, item)));
}

function reported({ citation, highlights }) {
  const { start } = citation;
  return cited(citation, highlights.map((span) => ({ start: start + span.start, end: start + span.end })));
}

function cited(citation, at) {
  const where = [citation.outlet, sayDate(citation.published)].filter(Boolean).join(", ");
  return localLink(articleAddress(citation.article_id, at), {}, where || (citation.title ?? citation.article_id));
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

/** Return the passage with its marks, what it replies to, and the passages around it. */
function contextBody(passage) {
  const { question, before = [], after = [] } = passage.context;
  const marks = unitSpans(passage.text, passage.highlights);
  // The question stands there already; as the passage before, it would be said twice.
  const distinct = before.filter((one) => !question?.includes(one.text));
  return make(
    "div",
    { class: "context-body" },
    around(distinct),
    question ? make("p", { class: "asked", dir: "auto" }, question) : null,
    make("p", { class: "passage", dir: "auto" }, withMarks(passage.text, marks)),
    around(after),
  );
}

function around(passages) {
  return passages.map((one) => make("p", { class: "around", dir: "auto" }, one.text));
}
