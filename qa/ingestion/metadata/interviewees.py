"""Who was interviewed, by whom and when, where the first sentences, a caption or the title say so in words.

"In an interview with the Vietnam News Agency, Ambassador Gennady Bezdetko said …" names both; nothing is concluded from
who happens to be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.ingestion.metadata.datelines import spelt
from qa.ingestion.metadata.interview_phrases import ANNOUNCED, IN_INTERVIEW, STATEMENTS, SUBJECT, TITLE
from qa.names.keys import name_key
from qa.names.recognition import COUNTRY_NAMES, begins_as_person, is_outlet, is_person
from qa.times.written_dates import MONTHS

HEAD_CHARS = 2_500  # further down it is other interviews that are spoken of
SENTENCE_CHARS = 600
SHOWN_CHARS = 90
_TITLES = """
ambassador president vice prime minister deputy secretary general director chairman chairwoman chair chairperson
senator governor mayor judge justice captain colonel major lieutenant admiral professor prof dr doctor mr mrs ms miss
sir dame lord lady chief executive officer ceo cto cfo founder co-founder head spokesman spokeswoman spokesperson
representative special envoy consul king queen prince princess pope bishop archbishop cardinal rector dean counsellor
commissioner economist author writer singer actor actress coach researcher engineer scientist permanent acting former
managing senior party foreign state
"""
_TITLE_WORDS = frozenset(_TITLES.split())
_ABBREVIATED = "".join(rf"(?<!\b{title}\.)" for title in ("Dr", "Mr", "Ms", "Mrs", "Prof", "St", "Gen", "Sen", "Gov"))
_PHOTO = re.compile(r"\s*\(?\b(?:Photo|Image|Picture|Ảnh)s?\b ?:.*|\s*\([^()]*\)$", re.IGNORECASE)
_SENTENCE = re.compile(rf"(?<=[.!?”\"]){_ABBREVIATED}\s+(?=[^\W\d_a-z“\"])|\n")
_BRIEFING = re.compile(r"\b(?:interview|press (?:briefing|conference)|news conference)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interviewed:
    """What one sentence says; `shown` is the words that say so, `when` those on the day, the rest None if not said."""

    shown: str
    interviewee: str | None = None
    interviewer: str | None = None
    when: str = ""


def find_interviewed(text: str, start: int, *, dateline: str | None = None) -> Iterator[Interviewed]:
    """Yield what the first sentences of the body say about who was interviewed, the clearest statement first.

    Nothing where they speak of interviews with several people.
    """
    head = text[start : start + HEAD_CHARS]
    if dateline and dateline in head:
        head = head.replace(dateline, "\n", 1)
    sentences = [" ".join(sentence.split())[:SENTENCE_CHARS] for sentence in _SENTENCE.split(head)]
    stated = [*_stated(sentences, text), *_in_one_sentence(sentences, text)]
    if len({found.interviewee for found in stated}) > 1:
        return  # which of them this interview is with, nobody says
    yield from stated or _announced(sentences, head)


def _stated(sentences: Sequence[str], text: str) -> Iterator[Interviewed]:
    for pattern in STATEMENTS:
        for sentence in sentences:
            match = pattern.search(sentence)
            found = match and _read(match, text)
            if found:
                yield found


def find_in_title(title: str) -> Interviewed | None:
    """Return who a title such as "Interview with Gennady Bezdetko" says was interviewed."""
    match = TITLE.search(title)
    name = match and person_in(match["person"])
    return Interviewed(_shown(match[0]), name) if match and name else None


def _read(match: re.Match[str], text: str) -> Interviewed | None:
    groups = match.groupdict()
    outlet = groups.get("outlet") or groups.get("outlet2") or groups.get("outlet3")
    outlet = _interviewer(outlet, text)
    person = person_in(match["person"])
    if person is None or (outlet is None and (groups.get("outlet") or groups.get("outlet2"))):
        return None
    return Interviewed(_shown(match[0]), person, outlet, groups.get("when") or "")


def _interviewer(words: str | None, text: str) -> str | None:
    """Return the outlet or person that `words` begin with, or None."""
    if not words:
        return None
    parts = words.split()
    for count in range(len(parts), 0, -1):
        name = " ".join(parts[:count]).rstrip(".")
        if is_outlet(name):
            return spelt(name, text)
        if count == len(parts) and is_person(name):
            return name
    return None


def person_in(phrase: str) -> str | None:
    """Return the name in "Russian Ambassador to Vietnam Gennady Bezdetko", or None where it cannot be told apart.

    >>> person_in("Minister of Health Tran Van Thuan")
    'Tran Van Thuan'
    """
    words = phrase.split()
    titles = [i for i, word in enumerate(words) if name_key(word.strip(".,")) in _TITLE_WORDS]
    if not titles:
        return phrase if is_person(phrase) and (len(words) <= 3 or begins_as_person(words[0])) else None
    rest = words[titles[-1] + 1 :]
    if not rest or rest[0] not in ("to", "of", "for"):
        return _person(rest)
    return _person(_behind_country(rest[1:])) or _person(_from_known_name(rest[1:]))


def _person(words: list[str]) -> str | None:
    name = " ".join(words)
    return name if is_person(name) else None


def _behind_country(words: list[str]) -> list[str]:
    low = " ".join(name_key(word) for word in words) + " "
    for country in COUNTRY_NAMES:
        for spelling in (country, country.removeprefix("the ")):
            if low.startswith(spelling + " "):
                return words[len(spelling.split()) :]
    return []


def _from_known_name(words: list[str]) -> list[str]:
    for place, word in enumerate(words):
        if place and begins_as_person(word):
            return words[place:]
    return []


def _in_one_sentence(sentences: Sequence[str], text: str) -> Iterator[Interviewed]:
    for sentence in sentences:
        where = IN_INTERVIEW.search(sentence)
        subject = where and SUBJECT.match(sentence)
        if where is None or subject is None or subject.end() > where.start():
            continue
        person, outlet = person_in(subject["person"]), _interviewer(where["outlet"], text)
        if person and outlet:
            yield Interviewed(_shown(f"{subject[0]} … {where[0]}"), person, outlet, where["when"])


def _announced(sentences: Sequence[str], head: str) -> Iterator[Interviewed]:
    """Yield who speaks in a report on a press briefing: the subject of its first sentence, alone under a picture."""
    if not sentences or not _BRIEFING.search(head):
        return
    first = next((sentence for sentence in sentences if len(sentence) > 40), "")
    subject = ANNOUNCED.match(first)
    person = person_in(subject["person"]) if subject else None
    if subject is None or person is None:
        return
    for sentence in sentences[1:]:
        if _PHOTO.sub("", sentence).rstrip(". ") == subject["person"]:
            yield Interviewed(_shown(sentence), person)
            return


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = rf"(?:(?:{_MONTH})\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTH})\b)(?:,? \d{{4}})?"
_ON = re.compile(rf"\s*(?:in [A-Z]\w+(?: [A-Z]\w+)? )?on (?:[A-Z]\w+day,? )?({_DAY})", re.IGNORECASE)


def day_said(when: str) -> str | None:
    """Return the day in " on December 29" as it is written, or None; a day further on is that of something else.

    >>> day_said(" on Monday, 29 December 2025")
    '29 December 2025'
    """
    match = _ON.match(when)
    return match[1] if match else None


def _shown(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHOWN_CHARS else words[: SHOWN_CHARS - 1].rstrip() + "…"
