"""Speakers' labels at the start of a line, such as "KEVIN SCOTT:", "Ambassador Bezdetko:" or "Q:".

Whether "Word: text" is a label is decided by the whole article: a label recurs, looks like a name, and what follows
it is speech. When in doubt it is not one. Whose turn goes how far is decided in `speakers`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.names import name_words as lists
from qa.names.keys import TITLES, name_key
from qa.records import Article, Role
from qa.text.blocks import Block
from qa.words.lists import words


@dataclass(frozen=True, slots=True)
class Label:
    """One label; the words of the speaker begin at `end`.

    Attributes:
        name: as the article gives it, without marks, notes and colon; "" for a dash, which names nobody.
        role: what a note beside the name says of them, "Anna Lee (host):", where it says so.
        introduces: whether it says who that is, as a transcript does once: "Anna Lee, chief scientist:".
    """

    start: int
    end: int
    name: str
    role: Role | None = None
    introduces: bool = False


# Blanks are never given back ("++", "*+"): there is no label with fewer of them, and trying takes cubic time.
_LABEL = re.compile(
    r"""
    (?P<lead>[*_]{0,3}(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?[ \t]++)?[*_]{0,3})
    (?P<name>[^\W\d_][^\s:,()\[\]*_]{0,40}(?:[ \t]++[^\s:,()\[\]*_]{1,40}){0,5})
    (?:[*_]{0,3},[ \t]++(?P<what>[^\W_][^:*()\[\]\n]{1,80}?))?          # , chief scientist
    [*_]{0,3}[ \t]*+(?:[(\[](?P<note>[^)\]\n]{1,60})[)\]])?[ \t]*+     # (VOICEOVER), (chief scientist), [00:12]
    [*_]{0,3}[ \t]*+[:：][*_]{0,3}
    (?P<gap>\s*)
    (?:[(\[](?i:voice-?over|v\.?o\.?|cont(?:inued|inuing|'d)|off[ -]mic)[)\]]\s*)?
    """,
    re.VERBOSE,
)
# "Q. Why?", "A2) Because", "Q – Why?"
_LETTER = re.compile(r"(?P<lead>[*_]{0,3})(?P<name>[QA])[ \t]?\d{0,3}(?:[.)]|[ \t]+[–—-])[*_]{0,3}[ \t]+(?=\S)")
# "Anna Lee, who came late, said: …" is a sentence, and no label.
_TELLS = re.compile(
    r"^(?:who|which|whose|that|and|but|as|in|on|at)\b|\b(?:sa(?:id|ys)|ask(?:s|ed)|told|tells|add(?:s|ed)|wr(?:ote|ites)|is|was|were|are)\b"
)
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]\s*")

ROLE_WORDS: dict[str, Role] = {
    **dict.fromkeys(words("interviewer labels"), "interviewer"),
    **dict.fromkeys(words("interviewee labels"), "interviewee"),
    **dict.fromkeys(words("other labels"), "other"),
}
"""Labels that say what a speaker does and not who it is."""

_NOT_NAMES = words("no labels") | (lists.MONTHS - lists.MONTHS_AND_NAMES) | lists.WEEKDAYS
# These are names of people as well: only alone are they no labels.
_NOT_NAMES_ALONE = _NOT_NAMES | words("no labels alone") | lists.MONTHS_AND_NAMES
_PARTICLES = lists.PARTICLES | {"of", "the"}  # "Voice of the People:"


def name_tokens(name: str) -> frozenset[str]:
    """Return the words of a name that tell people apart: lower case, no accents, no titles."""
    words = [word.strip(".,'’\"") for word in re.split(r"[\s/‐-–-]+", name_key(name))]
    return frozenset(word for word in words if word and word not in TITLES)


def role_of_word(label: str) -> Role | None:
    """Return the role that a label such as "Q" or "Speaker 2" states by itself, or None for a name."""
    return ROLE_WORDS.get(re.sub(r"\s*\d+$", "", label).casefold())


def find_labels(article: Article, blocks: Sequence[Block]) -> list[Label]:
    """Return the labels among the lines of paragraphs and headings, in order."""
    marked = {label.start: label for label in _marked(article, blocks)}
    found = [(label, speech) for label, speech in _candidates(article.text, blocks) if label.start not in marked]
    names = _accepted_names(article, found)
    accepted = [label for label, _ in found if label.name in names]
    return sorted([*marked.values(), *accepted], key=lambda label: label.start)


def _marked(article: Article, blocks: Iterable[Block]) -> Iterator[Label]:
    """Yield the labels that the source itself marks as such: names of voices, and in subtitles a speaker's dash."""
    names = [re.escape(name) for name in sorted(article.speakers, key=len, reverse=True)]
    marks = [f"(?P<name>{'|'.join(names)}):"] if names else []
    marks += ["–(?=[ \t])"] if article.subtitles else []
    if not marks:
        return
    mark = re.compile(rf"(?:{'|'.join(marks)})\s*")
    for block in blocks:
        found = mark.match(article.text, block.start, block.end) if block.kind in ("paragraph", "heading") else None
        if found:
            yield Label(block.start, found.end(), (found["name"] or "") if names else "")


def _candidates(text: str, blocks: Iterable[Block]) -> Iterator[tuple[Label, bool]]:
    """Yield whatever could be a label, and whether what follows reads as speech."""
    for block in blocks:
        if block.kind not in ("paragraph", "heading"):
            continue
        starts = [block.start]
        if block.lines > 1:
            starts += [found.end() for found in _LINE_BREAK.finditer(text, block.start, block.end)]
        for start in starts:
            found = _letter_label(text, start, block.end) or _named_label(text, start, block.end)
            if found is not None:
                yield found, found.end >= block.end or not text[block.end - 1].isalnum()


def _letter_label(text: str, start: int, end: int) -> Label | None:
    match = _LETTER.match(text, start, end)
    return Label(start, match.end(), match["name"]) if match else None


def _named_label(text: str, start: int, end: int) -> Label | None:
    match = _LABEL.match(text, start, end)
    if match is None or not may_be_name(match["name"]):
        return None
    if not match["gap"] and match.end() < end and not match["name"].isupper():
        return None  # "https://…", "10:30", "well:known"
    what = match["what"]
    if what is not None and (_TELLS.search(what) or len(what.split()) > 10):
        return None
    about = what or match["note"] or ""
    introduces = any(word.islower() and word.isalpha() for word in about.split())
    name = re.sub(r"\s+", " ", match["name"].strip())
    return Label(start, min(match.end(), end), name, _stated_role(about), introduces)


def _stated_role(about: str) -> Role | None:
    """Return the role that "host" or "the interviewer" beside a name states; "voiceover" is what is heard, no role."""
    role = ROLE_WORDS.get(re.sub(r"^(?:the|your)\s+", "", about.strip().casefold()))
    return None if role == "other" else role


def may_be_name(name: str) -> bool:
    """Tell whether words could name a speaker; "Photo" and "However" do not."""
    words = name.split()
    plain = [word.casefold().strip(".,") for word in words]
    if any(word in _NOT_NAMES for word in plain) or (len(plain) == 1 and plain[0] in _NOT_NAMES_ALONE):
        return False
    return (name.isupper() or name[-1] not in ",;.!") and all(_NAME_WORD.fullmatch(word) for word in words)


_NAME_WORD = re.compile(r"[\w.'’&/,-]+")


def _accepted_names(article: Article, found: Sequence[tuple[Label, bool]]) -> set[str]:
    """Return the spellings that are labels in this article: first the sure ones, then those they vouch for."""
    count = Counter(label.name for label, _ in found)
    speech: defaultdict[str, int] = defaultdict(int)
    for label, reads_as_speech in found:
        speech[label.name] += reads_as_speech
    names = {name for name in count if speech[name] * 2 >= count[name]}
    stated = name_tokens(f"{article.interviewer or ''} {article.interviewee or ''}")
    sure = {name for name in names if _is_sure(name, count[name], stated)} | _role_words(names, count)
    sure |= _introduced(names, count, [label.name for label, _ in found if label.introduces])
    recurring = {name for name in names if count[name] >= 3 and _is_name(name)}
    if len(recurring) >= 2:
        sure |= recurring  # "Anna: …" and "Kevin: …", again and again
    if sum(count[name] for name in sure) < 2 and not any(name_tokens(name) <= stated for name in sure):
        return set()
    known = frozenset().union(*(name_tokens(name) for name in sure))
    least = 2 if "interviewer" in map(role_of_word, sure) else 3
    return sure | {name for name in names if _is_vouched_for(name, count[name], known, least=least)}


def _introduced(names: set[str], count: Counter[str], introduced: Sequence[str]) -> set[str]:
    """Return the full names that a label introduces and that come again, whole or in part: "Lee:"."""
    tokens = {name: name_tokens(name) for name in names} if introduced else {}
    words = Counter(word for each in tokens.values() for word in each)
    by_rarest = defaultdict(list)  # among thousands of names, those that may be part of one
    for name, each in tokens.items():
        if each:
            by_rarest[min(each, key=words.__getitem__)].append(name)
    found = set()
    for name in set(introduced) & names:
        likely = (other for word in tokens[name] for other in by_rarest.get(word, ()))
        again = sum(count[other] for other in likely if tokens[other] <= tokens[name])
        if again >= 2 and _is_name(name) and len(name.split()) > 1:
            found.add(name)
    return found


def _is_sure(name: str, count: int, stated: frozenset[str]) -> bool:
    words = name.split()
    tokens = name_tokens(name)
    if tokens and tokens <= stated:
        return True
    if name.casefold() in ROLE_WORDS or not _is_name(name):
        return False
    titled = any(word.strip(".").casefold() in TITLES for word in words)
    if name.isupper():
        return count >= 2 if len(words) > 1 else count >= 3
    return len(words) > 1 and count >= (2 if titled else 3)


def _role_words(names: Iterable[str], count: Counter[str]) -> set[str]:
    """Return the labels such as "Q" that count: questions with answers, or a longer word that recurs."""
    roles = {name: role for name in names if (role := role_of_word(name))}
    if {"interviewer", "interviewee"} <= set(roles.values()):
        return set(roles)
    return {name for name in roles if count[name] >= 2 and len(re.sub(r"\s*\d+$", "", name)) > 1}


def _is_name(name: str) -> bool:
    """Tell whether every word begins with a capital, particles such as "van" aside."""
    words = re.split(r"[\s/]+", name)
    if len(words) > 5 or not all(words):
        return False
    capital = [word[0].isupper() or not (word[0].islower() or word[0].isdigit()) for word in words]
    inner = all(big or word in _PARTICLES for big, word in zip(capital, words, strict=True))
    return inner and capital[0] and capital[-1]


def _is_vouched_for(name: str, count: int, known: frozenset[str], *, least: int) -> bool:
    """Tell whether a name is a label beside the sure ones: one of their names, in capitals, or often there."""
    tokens = name_tokens(name)
    if not tokens or name.casefold() in ROLE_WORDS:
        return False
    words = name.split()
    if tokens <= known:
        return True
    if name.isupper() and len(words) > 1:
        return True
    if least == 2 and count >= 2 and _is_name(name):
        return True  # "Interviewer: …", and who answers
    return count >= 3 and 2 <= len(words) <= 3 and all(map(str.isalpha, words))  # "danah boyd"
