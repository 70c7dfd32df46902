// Offsets of the service count Unicode code points, those of JavaScript UTF-16 units: the way from one to the other.
import { make } from "/page/dom.js";

const FIRST_ASTRAL = 0xffff;

/** Return for ascending code point offsets their UTF-16 offsets in `text`; beyond its end, its length. */
export function toUnits(text, offsets) {
  const found = [];
  let points = 0;
  let units = 0;
  for (const offset of offsets) {
    while (points < offset && units < text.length) {
      units += text.codePointAt(units) > FIRST_ASTRAL ? 2 : 1;
      points += 1;
    }
    found.push(units);
  }
  return found;
}

/** Return spans of code points as ascending, disjoint spans of UTF-16 units within `text`. */
export function unitSpans(text, spans) {
  const ordered = [...spans].sort((one, other) => one.start - other.start);
  const merged = [];
  for (const { start, end } of ordered) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  const units = toUnits(text, merged.flatMap(({ start, end }) => [start, end]));
  const found = merged.map((_, index) => ({ start: units[2 * index], end: units[2 * index + 1] }));
  return found.filter(({ start, end }) => start < end);
}

/** Return the words of each span. */
export function slices(text, spans) {
  return unitSpans(text, spans).map(({ start, end }) => text.slice(start, end));
}

/** Return text nodes and <mark> elements: what of `text`, from `from` to `to`, lies in `marks` (all UTF-16 units). */
export function withMarks(text, marks, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  for (const mark of marks) {
    const start = Math.max(mark.start, at);
    const end = Math.min(mark.end, to);
    if (start >= end) continue;
    if (start > at) nodes.push(text.slice(at, start));
    nodes.push(make("mark", {}, text.slice(start, end)));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}
