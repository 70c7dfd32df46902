// Answers over time: a line drawn to scale, and the same as a list in order of date.
import { passageAddress } from "/page/address.js";
import { localLink, make } from "/page/dom.js";
import { slices } from "/page/text.js";
import { count, sayDate, sayWho } from "/page/words.js";

const FEWEST = 2;
const MOST_TICKS = 8;
const MOST_WEIGHT = 6;
const DAYS_A_YEAR = 365.25;

/** Return the section for entries {date, hit, repeats}, or null where fewer than two dates have something to say. */
export function timelineSection(entries) {
  const dated = entries.filter(({ date }) => moment(date) !== null);
  dated.sort((one, other) => moment(one.date) - moment(other.date));
  if (new Set(dated.map(({ date }) => date)).size < FEWEST) return null;
  return make(
    "section",
    { class: "timeline" },
    make("h3", {}, "Over time"),
    drawnLine(dated),
    make("ol", { class: "moments" }, dated.map(listed)),
  );
}

/** Return a date as years, the middle of what it stands for: 2025 is 2025.5. */
function moment(date) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(date ?? "");
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map((part) => (part ? Number(part) : null));
  if (!month) return year + 0.5;
  return year + (month - 1) / 12 + ((day ?? 15) - 1) / DAYS_A_YEAR;
}

// The list below says the same in words, so that the drawing can be left out by who does not see it.
function drawnLine(dated) {
  const first = Math.floor(moment(dated[0].date));
  const last = Math.ceil(moment(dated.at(-1).date) + 0.001);
  const place = (at) => `${((at - first) / (last - first)) * 100}%`;
  const line = make("div", { class: "drawn", "aria-hidden": "true" });
  const step = Math.ceil((last - first) / MOST_TICKS);
  for (let year = first; year <= last; year += step) {
    const tick = make("span", { class: "tick" }, String(year));
    tick.style.insetInlineStart = place(year);
    line.append(tick);
  }
  for (const [date, { index, entries }] of byDate(dated)) {
    const dot = make("span", { class: "dot", title: `${sayDate(date)}: ${count(entries, "passage")}` });
    dot.style.insetInlineStart = place(moment(date));
    dot.style.setProperty("--weight", Math.min(entries, MOST_WEIGHT));
    dot.addEventListener("click", () => show(line, index));
    line.append(dot);
  }
  return line;
}

/** Return for each date its first entry's index and how many entries it has: one dot each, larger for more. */
function byDate(dated) {
  const found = new Map();
  dated.forEach(({ date }, index) => {
    const known = found.get(date) ?? { index, entries: 0 };
    found.set(date, { ...known, entries: known.entries + 1 });
  });
  return found;
}

function show(line, index) {
  const entry = line.nextElementSibling.children[index];
  entry.scrollIntoView({ block: "nearest" });
  entry.querySelector("a").focus();
}

function listed({ date, date_kind: kind, hit, repeats }) {
  const words = slices(hit.text, hit.highlights)[0] ?? hit.text;
  const { citation } = hit;
  const source = [citation.speaker && sayWho(citation), citation.outlet].filter(Boolean).join(", ");
  const again = repeats.length ? `said again in ${count(repeats.length, "other place")}` : null;
  return make(
    "li",
    {},
    make("span", { class: "moment-date" }, make("time", { datetime: date }, sayDate(date)), kind === "said" ? make("span", { class: "aside" }, " said then") : null),
    make("span", { class: "moment-words", dir: "auto" }, localLink(passageAddress(hit), {}, words)),
    make("span", { class: "aside", dir: "auto" }, [source, again].filter(Boolean).join(" · ")),
  );
}
