// The view and the address that reproduces it: `/?q=…&outlet=…` asks, `/?article=ID&at=10-80` reads.

export const FILTERS = ["outlet", "speaker", "article", "since", "until", "about"];

/** Return {q, filters, article, at} as an address says; `at` are spans of code points in the article. */
export function readAddress(search) {
  const fields = new URLSearchParams(search);
  const q = (fields.get("q") ?? "").trim();
  const filters = {};
  for (const name of FILTERS) if (fields.get(name)) filters[name] = fields.get(name);
  if (q || !filters.article) return { q, filters, article: null, at: [] };
  return { q: "", filters: {}, article: filters.article, at: readSpans(fields.get("at") ?? "") };
}

function readSpans(value) {
  const spans = [];
  for (const [, start, end] of value.matchAll(/(\d{1,9})-(\d{1,9})/g)) {
    if (Number(start) < Number(end)) spans.push({ start: Number(start), end: Number(end) });
  }
  return spans;
}

/** Return the address that asks `q` within `filters`. */
export function askAddress(q, filters) {
  const fields = new URLSearchParams();
  if (q) fields.set("q", q);
  // Without a question, `article` would open it: a filter on it is kept by the page until there is one.
  for (const name of FILTERS) if (filters[name] && (q || name !== "article")) fields.set(name, filters[name]);
  return fields.size ? `/?${fields}` : "/";
}

/** Return the address that opens an article at these spans. */
export function articleAddress(article, spans = []) {
  const fields = new URLSearchParams({ article });
  if (spans.length) fields.set("at", spans.map(({ start, end }) => `${start}-${end}`).join(","));
  return `/?${fields}`;
}

/** Return the address of a passage's own words: those that answer, or all of it. */
export function passageAddress(passage) {
  const { article_id: article, start, end } = passage.citation;
  const marked = passage.highlights.map((span) => ({ start: start + span.start, end: start + span.end }));
  return articleAddress(article, marked.length ? marked : [{ start, end }]);
}
