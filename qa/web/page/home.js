// What the archive holds, before anything is asked: its articles, a page at a time.
import { articleAddress } from "/page/address.js";
import * as api from "/page/api.js";
import { localLink, make } from "/page/dom.js";
import { count, sayDate } from "/page/words.js";

const PAGE = 30;

/** Return the nodes of the first page of the list of articles. */
export async function homeNodes(signal) {
  const list = make("ul", { class: "articles" });
  const more = make("button", { type: "button", class: "quiet" }, "Show more");
  const total = await extend(list, more, signal);
  more.addEventListener("click", () => extend(list, more));
  const heading = total ? `${count(total, "article")} in the archive` : "The archive is empty";
  const advice = total ? null : make("p", {}, "Index a folder of interviews, then ask: ", make("code", {}, "qa index FOLDER"));
  return [make("section", { class: "holdings" }, make("h2", {}, heading), advice, list, more)];
}

async function extend(list, more, signal) {
  const shown = list.children.length;
  const { total, articles } = await api.articles(shown, PAGE, signal);
  list.append(...articles.map(line));
  more.hidden = !articles.length || list.children.length >= total;
  if (shown) list.children[shown]?.querySelector("a").focus();
  return total;
}

function line(article) {
  const where = [article.outlet, sayDate(article.published)].filter(Boolean).join(", ");
  return make(
    "li",
    {},
    localLink(articleAddress(article.id), { dir: "auto" }, article.title ?? article.id),
    make("span", { class: "aside", dir: "auto" }, where || (article.title ? article.id : "")),
  );
}
