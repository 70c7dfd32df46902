"""Who wrote an article: "By X" and "Reported by X" near its ends, and a name, initials or credit as its last line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.ingestion.metadata.datelines import spelt
from qa.ingestion.metadata.text_ends import TextEnds, TextLine
from qa.names.recognition import is_agency, is_initials, is_known_person, is_outlet, is_person
from qa.text.sentences import ENDS_WITH_SENTENCE
from qa.times.written_dates import find_dates

HEAD_LINES = 8
TAIL_LINES = 4
LINE_CHARS = 160
LAST = "last line"
_SAYS = r"(?:by|reported by|written by|report by|story by|text by|words by|author|reporter|text|words|story)"
_VIETNAMESE = r"(?:tác giả|bài viết|bài|phóng viên|thực hiện)"
_BYLINE = re.compile(
    rf"(?:(?P<interview>interview(?:ed)?|q&a) by:? |{_SAYS}(?: ?: ?| )|{_VIETNAMESE} ?: ?)(?P<names>\S.*)",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"[A-Z]{2,8}(?:/[A-Z]{2,8}){1,3}")
_SOURCE = re.compile(r"(?:source|nguồn|theo) ?: ?(?P<outlet>\S.*)", re.IGNORECASE)
_END_MARK = re.compile(r"\s*\./\.\s*$|^\s*\./\.\s*|\s*/\.\s*$|^\s*/\.\s*")
_IN_BRACKETS = re.compile(r"\s*\(([A-Z]{2,8})\)?$")  # "Minh Anh (VNA)", its last bracket perhaps already gone
_SENTENCE_END = re.compile(rf"{ENDS_WITH_SENTENCE.pattern}|/\.$")
_AND = re.compile(r"\s*(?:,| and | & | và |;)\s*")


@dataclass(frozen=True, slots=True)
class Byline:
    """What one line says: `shown` as it is written, `kind` what sort of line it is; the rest None where not said."""

    shown: str
    author: str | None = None
    interviewer: str | None = None
    outlet: str | None = None
    kind: str = "byline"


def find_bylines(ends: TextEnds, text: str) -> Iterator[Byline]:
    """Yield what says who wrote or published the article, lines that say so in words first."""
    stated = False
    for line in dict.fromkeys((*ends.head[:HEAD_LINES], *ends.tail[-TAIL_LINES:])):  # a short text's ends overlap
        found = _stated(line, text)
        if found:
            stated = stated or line == ends.tail[-1]
            yield found
    found = None if stated else _signature(ends.tail, text)
    if found:
        yield found


def is_byline(words: str) -> bool:
    """Tell whether `words` are "By" and names, and nothing else."""
    match = _BYLINE.fullmatch(words)
    return bool(match and _names(match["names"], "")[0])


def _stated(line: TextLine, text: str) -> Byline | None:
    shown = _END_MARK.sub("", line.text)
    if len(shown) > LINE_CHARS:
        return None
    match = _BYLINE.fullmatch(shown)
    if match:
        names, outlet = _names(match["names"], text)
        if names:
            return Byline(shown, names, names if match["interview"] else None, outlet)
        return None
    source = _SOURCE.fullmatch(shown)
    if source and (is_outlet(source["outlet"]) or is_agency(source["outlet"])):
        return Byline(shown, outlet=spelt(source["outlet"], text), kind="line")
    return None


def _names(words: str, text: str) -> tuple[str | None, str | None]:
    """Return the names and the outlet of "Ngan Ha/VNP", "Anna Lima and Ben Ode | The Courier" or "Anna Lima, VNA"."""
    outlet = None
    people, *rest = re.split(r"\s*[|•·/]\s*|\s+[–—-]\s+", words.strip())
    for part in rest:
        if is_outlet(part) or is_agency(part):
            outlet = spelt(part, text)
        elif not any(find_dates(part)) and not is_person(part):
            return None, None  # not a byline after all
    names = _AND.split(people)
    if len(names) > 1 and (is_outlet(names[-1]) or is_agency(names[-1])):
        outlet = spelt(names.pop(), text)
    if not names or not all(is_person(_cased(name)) or is_initials(name) for name in names):
        return None, None
    return ", ".join(_cased(name) for name in names), outlet


def _cased(name: str) -> str:
    """Return a name in capitals as names are written; one in other letters as it is."""
    return name.title() if name.isupper() and not is_initials(name) else name


def _signature(tail: Sequence[TextLine], text: str) -> Byline | None:
    """Read the last line where it is a name, initials or a credit, and the text above it has ended."""
    if len(tail) < 2:
        return None
    line, above = tail[-1], tail[-2]
    shown = _END_MARK.sub("", line.text).strip()
    if not shown:
        return None
    words = re.sub(r"^[–—-]+\s*", "", shown)
    marked = words != shown or (words.startswith("(") and words.endswith(")"))
    words = words.strip("()").strip()
    if len(words) > LINE_CHARS or not _SENTENCE_END.search(above.text):
        return None
    if is_agency(words):
        return Byline(shown, outlet=spelt(words, text), kind=LAST)
    if _CREDIT.fullmatch(words) and all(map(is_agency, words.split("/"))):
        return Byline(shown, words, kind=LAST)
    name, _, credit = _IN_BRACKETS.sub(r"/\1", words).partition("/")
    if credit and not (is_agency(credit) or is_outlet(credit)):
        return None
    alone = text.count(words) == 1  # a heading, or the person spoken of, would be named above too
    if is_initials(name) or (alone and (is_known_person(name) or ((marked or credit) and is_person(name)))):
        return Byline(shown, name, outlet=spelt(credit, text) if credit else None, kind=LAST)
    return None
