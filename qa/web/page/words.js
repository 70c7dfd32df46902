// How dates, numbers and roles are said.

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const NUMBER = new Intl.NumberFormat("en");

/** Return "2025-12-30", "2025-12" or "2025" as one would print it; anything else as it is. */
export function sayDate(published) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(published ?? "");
  if (!parts) return published ?? null;
  const [, year, month, day] = parts;
  if (!month) return year;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  return (day ? DAY : MONTH).format(date);
}

/** Return seconds as a player shows them: "1:02:03". */
export function sayClock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}

export function count(number, one, many = `${one}s`) {
  return `${NUMBER.format(number)} ${number === 1 ? one : many}`;
}

/** Return ["outlet", "speaker", "year"] as "outlet, speaker or year". */
export function oneOf(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Return a share as whole per cent; what is not certain is never called 100 %. */
export function percent(share) {
  const whole = Math.round(share * 100);
  return `${share < 1 ? Math.min(whole, 99) : whole} %`;
}

/** Return who speaks, or who reports where the article names nobody; null where neither is known. */
export function sayWho({ speaker, role, reported_by: reporter }) {
  if (speaker) return speaker;
  if (role === "interviewer") return "The interviewer";
  return reporter ? `Reported by ${reporter}` : null;
}

/** Return where and when in one line: "VietNamNet, December 2025". */
export function sayWhere({ outlet, published }) {
  return [outlet, sayDate(published)].filter(Boolean).join(", ");
}
