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
_BESIDE = re.compile(r"\s*[|•·/]\s*|\s+[–—-]\s+")
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
    if source and publishes(source["outlet"]):
        return Byline(shown, outlet=spelt(source["outlet"], text), kind="line")
    return None


def _names(words: str, text: str) -> tuple[str | None, str | None]:
    """Return the names, and the outlet beside them; None, None where it is no byline after all.

    >>> _names("Ngan Ha/VNP", "")
    ('Ngan Ha', 'VNP')
    >>> _names("Anna Lima and Ben Ode | The Courier", "")
    ('Anna Lima, Ben Ode', 'The Courier')
    """
    people, *beside = _BESIDE.split(words.strip())
    names = _AND.split(people)
    outlets = [part for part in beside if publishes(part)]
    if len(names) > 1 and publishes(names[-1]):
        outlets.append(names.pop())  # "Anna Lima, VNA"
    if not all(map(_is_author, names)) or not all(part in outlets or _says_no_more(part) for part in beside):
        return None, None
    return ", ".join(map(_cased, names)), spelt(outlets[-1], text) if outlets else None


def publishes(words: str) -> bool:
    """Tell whether `words` name an outlet or an agency.

    >>> publishes("The Hanoi Times"), publishes("Anna Lima")
    (True, False)
    """
    return is_outlet(words) or is_agency(words)


def _is_author(name: str) -> bool:
    """Tell whether a name is a person's, or initials.

    >>> _is_author("ANNA LIMA"), _is_author("the minister")
    (True, False)
    """
    return is_person(_cased(name)) or is_initials(name)


def _says_no_more(words: str) -> bool:
    """Tell whether what stands beside the names of a byline is a date, or one more name.

    >>> _says_no_more("December 30, 2025"), _says_no_more("read more")
    (True, False)
    """
    return any(find_dates(words)) or is_person(words)


def _cased(name: str) -> str:
    """Return a name in capitals as names are written; one in other letters as it is."""
    return name.title() if name.isupper() and not is_initials(name) else name


def _signature(tail: Sequence[TextLine], text: str) -> Byline | None:
    """Read the last line where it is a name, initials or a credit, and the text above it has ended."""
    if len(tail) < 2 or not _SENTENCE_END.search(tail[-2].text):
        return None
    shown = _END_MARK.sub("", tail[-1].text).strip()
    words, marked = _unmarked(shown)
    if not words or len(words) > LINE_CHARS:
        return None
    if is_agency(words):
        return Byline(shown, outlet=spelt(words, text), kind=LAST)
    if _is_credit(words):
        return Byline(shown, words, kind=LAST)
    name, _, credit = _IN_BRACKETS.sub(r"/\1", words).partition("/")
    if credit and not publishes(credit):
        return None
    alone = text.count(words) == 1  # a heading, or the person spoken of, would be named above too
    if is_initials(name) or (alone and _signs(name, marked=marked or bool(credit))):
        return Byline(shown, name, outlet=spelt(credit, text) if credit else None, kind=LAST)
    return None


def _unmarked(shown: str) -> tuple[str, bool]:
    """Return a last line without the dash before it or the brackets around it, and whether it had them.

    >>> _unmarked("— Minh Anh"), _unmarked("(VNA)")
    (('Minh Anh', True), ('VNA', True))
    """
    words = re.sub(r"^[–—-]+\s*", "", shown)
    marked = words != shown or (words.startswith("(") and words.endswith(")"))
    return words.strip("()").strip(), marked


def _is_credit(words: str) -> bool:
    """Tell whether `words` are several agencies.

    >>> _is_credit("VNA/TASS")
    True
    """
    return _CREDIT.fullmatch(words) is not None and all(map(is_agency, words.split("/")))


def _signs(name: str, *, marked: bool) -> bool:
    """Tell whether a last line is a person's name: one that is known, unless a mark or a credit says it is a name.

    >>> _signs("Anna Lima", marked=True), _signs("THE END", marked=False)
    (True, False)
    """
    return is_known_person(name) or (marked and is_person(name))
