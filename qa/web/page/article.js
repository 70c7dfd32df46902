// An article whole, opened at the words that were quoted.
import * as api from "/page/api.js";
import { localLink, make, webLink } from "/page/dom.js";
import { toUnits, unitSpans, withMarks } from "/page/text.js";
import { sayDate } from "/page/words.js";

/** Return {nodes, open, title}: `open` moves to the words at `at` once the nodes stand in the page. */
export async function articleView(id, at, { back, signal }) {
  const article = await api.article(id, signal);
  const marks = unitSpans(article.text, at);
  const body = make("div", { class: "article-text", lang: article.language, dir: "auto" }, paragraphs(article, marks));
  const title = article.title ?? article.id;
  const heading = make("h2", { tabindex: "-1", dir: "auto" }, title);
  const nodes = [
    make("p", { class: "back" }, localLink(back ?? "/", {}, back ? "← Back to the answer" : "← To the archive")),
    make("article", { class: "article" }, make("header", {}, heading, imprint(article)), body),
  ];
  return { nodes, title, open: () => openAt(body, heading) };
}

function imprint(article) {
  const said = [article.outlet, sayDate(article.published), article.byline].filter(Boolean).join(" · ");
  const people = [article.interviewee, article.interviewer && `asked by ${article.interviewer}`].filter(Boolean).join(", ");
  return make(
    "div",
    { class: "imprint" },
    said ? make("p", { dir: "auto" }, said) : null,
    people ? make("p", { dir: "auto" }, people) : null,
    article.url ? make("p", {}, webLink(article.url, {}, "At the source", make("span", { "aria-hidden": "true" }, " ↗"))) : null,
    make("p", {}, make("button", { type: "button", class: "quiet", "data-ask-article": article.id }, "Ask this article only")),
    make("p", { class: "digest" }, article.id, make("span", {}, ` · sha256 ${article.sha256.slice(0, 16)}…`)),
  );
}

function openAt(body, heading) {
  const [mark] = body.querySelectorAll("mark");
  const target = mark ?? heading;
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  if (mark) mark.scrollIntoView({ block: "center" });
  else scrollTo(0, 0);
}

/** Return the body cut at empty lines; what an interviewer says, and what is nobody's turn, such as a label, apart. */
function* cut(text, from) {
  const gap = /\n[ \t\r]*\n\s*/g;
  gap.lastIndex = from;
  let start = from;
  for (let found = gap.exec(text); found; found = gap.exec(text)) {
    if (found.index > start) yield { start, end: found.index };
    start = gap.lastIndex;
  }
  if (start < text.length) yield { start, end: text.length };
}

function paragraphs(article, marks) {
  const { text } = article;
  const [bodyStart] = toUnits(text, [article.body_start]);
  const turns = unitTurns(article);
  let turn = 0;
  const found = [];
  for (const { start, end } of cut(text, bodyStart)) {
    if (!text.slice(start, end).trim()) continue;
    while (turn < turns.length && turns[turn].end <= start) turn += 1;
    const within = turns[turn] && turns[turn].start < end ? turns[turn] : null;
    const heading = /^#{1,6} /.test(text.slice(start, start + 7));
    const kind = heading ? "heading" : within?.role === "interviewer" ? "asked" : null;
    found.push(make("p", { class: kind }, labelled(text, start, end, within, marks)));
  }
  return found;
}

/** Return the words of a paragraph; a label before its turn ("KEVIN SCOTT:") is set apart, not moved. */
function labelled(text, start, end, turn, marks) {
  const label = turn?.speaker && turn.start > start && turn.start < end ? turn.start : start;
  const inside = marks.filter((mark) => mark.start < end && mark.end > start);
  const before = label > start ? [make("span", { class: "label" }, withMarks(text, inside, start, label))] : [];
  return [...before, ...withMarks(text, inside, label, end)];
}

function unitTurns({ text, turns }) {
  const units = toUnits(text, turns.flatMap(({ start, end }) => [start, end]));
  return turns.map((turn, index) => ({ ...turn, start: units[2 * index], end: units[2 * index + 1] }));
}
