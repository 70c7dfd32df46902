// Years as a small histogram that one can brush: drag across it, click a year, or move the two ends by keyboard.
import { make } from "/page/dom.js";
import { count } from "/page/words.js";

/** Return the control for `years` ({name, articles}); `changed(since, until)` gets years, or nulls for all of them. */
export function yearsControl(years, { since, until, undated, changed }) {
  const first = Number(years[0].name);
  const last = Number(years.at(-1).name);
  const articles = new Map(years.map((year) => [Number(year.name), year.articles]));
  const most = Math.max(...articles.values());
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const range = { from: clamp(since, first), to: clamp(until, last) };

  const bars = all.map((year) => bar(year, articles.get(year) ?? 0, most));
  const plot = make("div", { class: "years-plot", "aria-hidden": "true" }, bars);
  const from = end("From year", "from");
  const to = end("To year", "to");
  const shown = make("output", { class: "years-shown" });
  const everything = make("button", { type: "button", class: "quiet", onclick: () => set(first, last, true) }, "All years");
  const control = make(
    "fieldset",
    { class: "years" },
    make("legend", {}, "Published"),
    plot,
    make("div", { class: "years-ends" }, from, to),
    make("p", { class: "years-line" }, shown, everything),
    undated ? make("p", { class: "aside" }, `${count(undated, "article")} without a date: found only in all years.`) : null,
  );
  brush();
  show();
  return control;

  function clamp(date, otherwise) {
    const year = Number.parseInt(date ?? "", 10);
    return Number.isNaN(year) ? otherwise : Math.min(last, Math.max(first, year));
  }

  function end(label, side) {
    const input = make("input", { type: "range", min: first, max: last, step: 1, "aria-label": label });
    input.addEventListener("input", () => moved(side, Number(input.value)));
    input.addEventListener("change", tell);
    return input;
  }

  function moved(side, year) {
    if (side === "from") set(year, Math.max(year, range.to));
    else set(Math.min(year, range.from), year);
  }

  function set(low, high, told = false) {
    Object.assign(range, { from: low, to: high });
    show();
    if (told) tell();
  }

  function show() {
    from.value = range.from;
    to.value = range.to;
    from.setAttribute("aria-valuetext", String(range.from));
    to.setAttribute("aria-valuetext", String(range.to));
    all.forEach((year, index) => bars[index].classList.toggle("out", year < range.from || year > range.to));
    const inside = years.filter(({ name }) => range.from <= Number(name) && Number(name) <= range.to);
    const found = inside.reduce((sum, year) => sum + year.articles, 0);
    const span = range.from === range.to ? String(range.from) : `${range.from} to ${range.to}`;
    shown.textContent = `${span}: ${count(found, "article")}`;
    everything.hidden = isAll();
  }

  function isAll() {
    return range.from === first && range.to === last;
  }

  function tell() {
    if (isAll()) changed(null, null);
    else changed(String(range.from), String(range.to));
  }

  function brush() {
    let anchor = null;
    plot.addEventListener("pointerdown", (event) => {
      anchor = yearAt(event);
      plot.setPointerCapture(event.pointerId);
      set(anchor, anchor);
    });
    plot.addEventListener("pointermove", (event) => {
      if (anchor === null) return;
      const year = yearAt(event);
      set(Math.min(anchor, year), Math.max(anchor, year));
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      plot.addEventListener(kind, () => {
        if (anchor !== null) tell();
        anchor = null;
      });
    }
  }

  function yearAt(event) {
    const { left, width } = plot.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * all.length);
    return all[Math.min(all.length - 1, Math.max(0, index))];
  }
}

function bar(year, articles, most) {
  const filled = make("span", { class: "year-filled" });
  filled.style.blockSize = `${(articles / most) * 100}%`;
  return make("span", { class: "year", title: `${year}: ${count(articles, "article")}` }, filled);
}
