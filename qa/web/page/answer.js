// The answer to a question: the quotation first, or plainly that there is none.
import { make } from "/page/dom.js";
import { furtherQuotation, leadQuotation } from "/page/passage.js";
import { slices } from "/page/text.js";
import { count, percent, sayWhere } from "/page/words.js";

/**
 * Return the nodes of an answer; `widen` drops the filters and is null where there are none, `choose` changes them,
 * `overTime` is shown below.
 */
export function answerNodes(answer, { widen, choose, overTime }) {
  if (!answer.passages.length) return [nothing(widen, closeSpeakers(answer, choose))];
  return answer.answerable ? answered(answer, overTime) : notInCorpus(answer, widen);
}

/** Return what is said aloud when an answer has come. */
export function announcement(answer) {
  if (!answer.passages.length) return "Not in the corpus. No passage was found.";
  const nearest = answer.passages[0].citation;
  if (!answer.answerable) return `Not in the corpus. ${count(answer.passages.length, "nearest passage")} shown.`;
  const source = [nearest.speaker, sayWhere(nearest)].filter(Boolean).join(", ");
  return `Answered${source ? ` by ${source}` : ""}. Confidence ${percent(answer.confidence)}.`;
}

function answered(answer, overTime) {
  const [lead, ...rest] = answer.passages;
  return [
    heading("Answer", answer.question),
    respelling(answer),
    leadQuotation(lead, answer.confidence),
    overTime,
    rest.length ? furtherSection("Also in the archive", rest) : null,
  ];
}

function notInCorpus(answer, widen) {
  return [
    heading("Not in the corpus", answer.question, "none"),
    respelling(answer),
    make(
      "div",
      { class: "no-answer" },
      make("p", {}, "No passage here answers this question well enough to be called an answer."),
      make("p", { class: "aside" }, `That the nearest one answers it has a probability of ${percent(answer.confidence)}. Ask in other words${widen ? ", or without filters" : ""}.`),
      widenButton(widen),
    ),
    furtherSection("The nearest passages, none of them an answer", answer.passages),
  ];
}

function closeSpeakers({ close_speakers: names = [] }, choose) {
  if (!names.length) return null;
  const pick = (speaker) => make("button", { type: "button", class: "chip", dir: "auto", onclick: () => choose({ speaker }) }, speaker);
  return make("p", { class: "aside close-speakers" }, "No speaker is named so. Close to it: ", names.map(pick));
}

function nothing(widen, close) {
  return make(
    "div",
    { class: "no-answer" },
    make("h2", { class: "verdict none" }, "Not in the corpus"),
    make("p", {}, widen ? "No article passes these filters." : "The archive holds no passage yet."),
    close,
    widenButton(widen),
  );
}

function widenButton(widen) {
  return widen ? make("p", {}, make("button", { type: "button", onclick: widen }, "Ask without filters")) : null;
}

function respelling({ question, respelled = [] }) {
  if (!respelled.length) return null;
  const asked = slices(question, respelled);
  const words = respelled.map(({ word }, index) => `“${asked[index]}” as “${word}”`);
  return make("p", { class: "aside respelled", dir: "auto" }, `Looked up ${words.join(", ")}.`);
}

// The question stands in the box above; it is said and printed with the verdict.
function heading(verdict, question, kind = "") {
  const asked = make("span", { class: "heard", dir: "auto" }, `: ${question}`);
  return make("h2", { class: `verdict ${kind}`.trim() }, verdict, asked);
}

function furtherSection(title, passages) {
  const items = passages.map((passage) => make("li", {}, furtherQuotation(passage)));
  return make("section", { class: "rest" }, make("h3", {}, title), make("ol", { class: "rest-list" }, items));
}
