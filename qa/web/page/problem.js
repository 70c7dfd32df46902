// A failure, said plainly, with the next step.
import { make } from "/page/dom.js";

/** Return the section that shows `problem`; `again` tries once more, `widen` drops the filters where they are at fault. */
export function problemSection(problem, { again, widen }) {
  const step = problem.nextStep ?? "try again";
  const atFault = widen && (problem.code === "invalid-filter" || problem.detail?.includes("filters."));
  const remedy = atFault
    ? make("button", { type: "button", onclick: widen }, "Ask without filters")
    : make("button", { type: "button", onclick: again }, "Try again");
  return make(
    "section",
    { class: "problem", role: "alert" },
    make("h2", {}, problem.title ?? "Something failed in this page"),
    make("p", {}, sentence(problem.detail ?? problem.message)),
    make("p", { class: "next-step" }, make("strong", {}, "Next: "), step),
    make("p", {}, remedy),
  );
}

function sentence(words) {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
