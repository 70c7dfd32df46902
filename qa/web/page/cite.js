// Copying a quotation: as words with their source, or as a link that opens on them.
import { passageAddress } from "/page/address.js";
import { make } from "/page/dom.js";
import { slices } from "/page/text.js";
import { sayDate, sayWho } from "/page/words.js";

const FORMATS = [
  ["Plain text", plain],
  ["Markdown", markdown],
  ["Link to the words", (passage) => new URL(passageAddress(passage), location.origin).href],
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

async function copy(button, name, text, said) {
  const menu = button.closest("details");
  menu.querySelector("textarea")?.remove();
  try {
    await navigator.clipboard.writeText(await text);
    said.textContent = `${name} copied`;
  } catch {
    // Browsers give the clipboard to pages of https and of this machine only: elsewhere one copies by hand.
    const shown = make("textarea", { readonly: true, rows: 4, "aria-label": name });
    shown.value = await text;
    menu.append(shown);
    shown.select();
    said.textContent = "Press Ctrl+C or ⌘C to copy";
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

function markdown(passage) {
  const { citation } = passage;
  const title = (citation.title ?? citation.article_id).replace(/[\\[\]]/g, "\\$&");
  const link = citation.deep_link ?? citation.url;
  const source = [sourceOf(citation), link ? `[${title}](<${link}>)` : title].filter(Boolean).join(", ");
  return `> ${wordsOf(passage)}\n>\n> — ${source} (${place(citation)})`;
}
