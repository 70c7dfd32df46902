// Copying a quotation: as words with their source, or as a link that opens on them.
import { passageAddress } from "/page/address.js";
import * as api from "/page/api.js";
import { make } from "/page/dom.js";
import { slices } from "/page/text.js";
import { sayDate, sayWho } from "/page/words.js";

// What the page writes itself quotes the words that answer; the service cites the passage they stand in.
const FORMATS = [
  ["Plain text", async (passage) => plain(passage)],
  ["Link to the words", async (passage) => new URL(passageAddress(passage), location.origin).href],
  ["Markdown", written("markdown")],
  ["APA", written("apa")],
  ["Chicago", written("chicago")],
  ["BibTeX", written("bibtex")],
  ["RIS", written("ris")],
  ["CSL-JSON", written("csl")],
  ["Web Annotation", written("annotation")],
];

/** Return a menu of buttons that copy the quotation, each in one format. */
export function citeMenu(passage) {
  const said = make("span", { class: "copied", role: "status" });
  const buttons = FORMATS.map(([name, write]) =>
    make("button", { type: "button", onclick: (event) => copy(event.currentTarget, name, write(passage), said) }, name),
  );
  return make(
    "details",
    { class: "cite" },
    make("summary", { class: "action" }, "Cite"),
    make("div", { class: "cite-formats", role: "group", "aria-label": "Copy the citation as" }, buttons, said),
  );
}

function written(format) {
  return async (passage) => (await api.citation(passage.citation.passage_id, format)).trimEnd();
}

/** Copy what `text` promises; begun at once, since browsers allow it only right after the press of a button. */
async function copy(button, name, text, said) {
  const menu = button.closest("details");
  menu.querySelector("textarea")?.remove();
  try {
    const blob = text.then((words) => new Blob([words], { type: "text/plain" }));
    blob.catch(() => {}); // told of below
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    said.textContent = `${name} copied`;
  } catch {
    showInstead(menu, name, text, said);
  }
}

// Browsers give the clipboard to pages of https and of this machine only: elsewhere one copies by hand.
async function showInstead(menu, name, text, said) {
  try {
    const shown = make("textarea", { readonly: true, rows: 4, "aria-label": name });
    shown.value = await text;
    menu.append(shown);
    shown.select();
    said.textContent = "Press Ctrl+C or ⌘C to copy";
  } catch (problem) {
    said.textContent = `${problem.title ?? "This failed"}. Next: ${problem.nextStep ?? "try again"}.`;
  }
}

function wordsOf(passage) {
  const words = slices(passage.text, passage.highlights);
  return (words.length ? words : [passage.text]).map((text) => text.trim().replace(/\s+/g, " ")).join(" […] ");
}

function sourceOf({ speaker, role, attribution, outlet, published }) {
  const who = attribution === "paraphrased" ? `${speaker} (in the article’s words)` : sayWho({ speaker, role });
  return [who, outlet, sayDate(published)].filter(Boolean).join(", ");
}

function place({ article_id: id, start, end }) {
  return `${id} [${start}:${end}]`;
}

function plain(passage) {
  const { citation } = passage;
  const link = citation.deep_link ?? citation.url;
  const lines = [`“${wordsOf(passage)}”`, `— ${[sourceOf(citation), citation.title].filter(Boolean).join(": ")}`];
  return [...lines, link, place(citation)].filter(Boolean).join("\n");
}
