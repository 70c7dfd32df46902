"""How far reported speech goes in a sentence: what "Bezdetko said" or ", he added" covers, and where it ends.

Where the sentence may go on in the article's own voice it is cut: too little is no error, too much is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.ingestion.attribution import reporting_verbs as verbs
from qa.ingestion.attribution.cues import Cue
from qa.ingestion.attribution.stretches import Stretch, after_dateline, end_of_voice
from qa.names.name_words import OPENERS, SOMEBODY, TITLES
from qa.records import Attribution, Span
from qa.text.quotation_marks import Quotation
from qa.text.sentences import SENTENCE_BREAK
from qa.text.words import CAPITAL

LEAST_WORDS = 2
LONGEST_FRAME = 25  # words; a longer beginning says more than when and where


_OWN_VOICE_ASIDE = re.compile(r",\s(?:and|so|or|which|who|whose|where|because|after|before|when)\b")
# A relative or adverbial clause before ", he said": he may have said only that clause, or all.
_CLAUSE_BEFORE = re.compile(
    r"[,–—]\s(?:which|who|whose|where|although|though|while|but|because|when|if|as|after|before|whereas)\b|;\s"
)


def reported_statement(stretch: Stretch, cues: Sequence[Cue], speaker: str) -> Attribution | None:
    """Return what the sentence reports by the first of its cues, which stand in order, or None in doubt."""
    cue = cues[0]
    if cue.subject is None or not _is_alone(stretch, cues) or _touches(stretch.unsure, stretch.span):
        return None
    if cue.order == "according":
        return _by_according(stretch, cue, speaker)
    if cue.order == "after":
        return _before_cue(stretch, cue, speaker)
    following = _gap_after(stretch, cue)
    if stretch.words[cue.first].gap.strip() and cue.first > stretch.first and following[:1] in tuple(".,;:!?…"):
        if following[:1] == ",":
            return _around_cue(stretch, cue, speaker)
        return _around_cue(stretch, cue, speaker) if following[:1] == ":" else _before_cue(stretch, cue, speaker)
    return _after_cue(stretch, cue, speaker)


def tail_after_quotation(stretch: Stretch, cue: Cue, speaker: str) -> Iterator[Attribution]:
    """Yield what ", adding that …" reports behind a quotation and its cue."""
    begin = stretch.words[cue.last - 1].end
    found = _ADDING.match(stretch.text, begin, stretch.span.end)
    if found and cue.last - 1 < stretch.last:
        end = end_of_voice(stretch, found.end())
        statement = _statement(stretch, found.end(), end, speaker, Span(begin + 2, found.end() - 1))
        if statement is not None and not _quotation_inside(stretch, statement):
            yield statement


_ADDING = re.compile(
    r",\s(?:adding|noting|stressing|explaining|emphasi[sz]ing|saying|underlining|pointing out)\sthat\s"
)


def _quotation_inside(stretch: Stretch, statement: Attribution) -> bool:
    return any(one.start < statement.end and one.end > statement.start for one in stretch.quotations)


def _is_alone(stretch: Stretch, cues: Sequence[Cue]) -> bool:
    """Tell whether the cues after the first are part of what it reports, or share its subject."""
    cue = cues[0]
    for other in cues[1:]:
        between = stretch.text[stretch.words[cue.last - 1].end : stretch.words[other.first].start]
        if not other.goes_on and re.search(r"[,;:–—]|\b(?:and|but|while|whereas)\b", between):
            return False
    return True


def _touches(spans: Sequence[Span], span: Span) -> bool:
    return any(one.start < span.end and one.end > span.start for one in spans)


def _gap_after(stretch: Stretch, cue: Cue) -> str:
    end = stretch.words[cue.last].start if cue.last < stretch.last else stretch.span.end
    gap = stretch.text[stretch.words[cue.last - 1].end : end].strip()
    return gap or ("." if cue.last >= stretch.last else "")


# "Ambassador Bezdetko said tourism saw a strong recovery"


def _after_cue(stretch: Stretch, cue: Cue, speaker: str) -> Attribution | None:
    verb_end = stretch.words[cue.last - 1].end
    if cue.last >= stretch.last:
        return None
    that = next((i for i in range(cue.last, min(cue.last + 8, stretch.last)) if stretch.words[i].lower == "that"), None)
    following = stretch.words[cue.last]
    gap = following.gap.strip(" \n$€£¥#")
    if cue.verb == "ask" or following.lower in ("nothing", "little", "so", "no", "not", "otherwise"):
        return None
    if that is not None and (that == cue.last or _leads_to_that(stretch, cue, that)):
        begin = stretch.words[that].end
    elif gap == ":" and cue.verb not in verbs.TAKE_OBJECT:
        begin = following.start
    elif gap or cue.verb in ("tell", "thank", "welcome"):
        return None
    elif cue.verb == "express":
        if not {word.lower for word in stretch.words[cue.last : cue.last + 4]} & verbs.EXPRESSED:
            return None
        begin = verb_end
    elif cue.verb in verbs.TAKE_CLAUSE or cue.verb in verbs.TAKE_OBJECT:
        begin = verb_end
    else:
        return None
    cue_span = Span(frame_start(stretch, cue), max(begin, verb_end) if gap != ":" else verb_end)
    return _statement(stretch, begin, end_of_voice(stretch, begin), speaker, cue_span)


def _leads_to_that(stretch: Stretch, cue: Cue, that: int) -> bool:
    """Tell whether only to whom, where or when it was said stands before "that"."""
    between = stretch.words[cue.last : that]
    if any(word.gap.strip() for word in (*between, stretch.words[that])):
        return False
    if cue.verb == "tell":
        return True
    if cue.verb == "insist" or between[-1].lower == "fact":
        return False
    if cue.verb == "express":
        return between[-1].lower in verbs.EXPRESSED
    return between[0].lower in verbs.AFTER_CUE or (cue.verb == "point" and between[0].lower == "out")


def frame_start(stretch: Stretch, cue: Cue) -> int:
    """Return where the cue begins: at that of the sentence where only when, where and on what stand before."""
    subject = stretch.words[cue.first]
    before = stretch.words[stretch.first : cue.first]
    if not before or len(before) > LONGEST_FRAME or _quoted_before(stretch, subject.start):
        return subject.start
    opening = [word.lower for place, word in enumerate(before) if not place or word.gap.strip()]
    framed = all(word in verbs.FRAMES | OPENERS or word.endswith("ing") for word in opening)
    commas = all(word.gap.strip() in ("", ",") for word in (*before[1:], subject))
    return before[0].start if framed and commas and "that" not in {word.lower for word in before} else subject.start


def _quoted_before(stretch: Stretch, end: int) -> bool:
    return any(one.start < end and one.end > stretch.span.start for one in stretch.quotations)


# "Trade is growing, the ambassador said", "With direct flights back, Bezdetko said, 590,000 tourists came"


def _before_cue(stretch: Stretch, cue: Cue, speaker: str) -> Attribution | None:
    cue_start, cue_end = stretch.words[cue.first].start, stretch.words[cue.last - 1].end
    begin = after_dateline(stretch)
    if cue_start <= begin or "," not in stretch.words[cue.first].gap:
        return None
    for found in _CLAUSE_BEFORE.finditer(stretch.text, begin, cue_start):
        begin = found.end() if found[0][0] == ";" else found.start() + 1
        if found[0].strip(" ,–—;") in ("which", "who", "whose", "where", "if"):
            return None
    for found in _SENTENCE_END.finditer(stretch.text, begin, cue_start):
        begin = found.end()
    if cue.last < stretch.last and not stretch.words[cue.last].gap.strip():
        if stretch.words[cue.last].lower not in verbs.AFTER_CUE or cue.order == "before":
            return None
        cue_end = stretch.span.end
    if any(
        one.start < cue_start and one.end > begin and not _is_name_in_marks(stretch, one) for one in stretch.quotations
    ):
        return None
    return _statement(stretch, begin, cue_start, speaker, Span(cue_start, cue_end))


_SENTENCE_END = re.compile(rf"{SENTENCE_BREAK}(?={CAPITAL})")


def _is_name_in_marks(stretch: Stretch, quotation: Quotation) -> bool:
    """Tell whether the marks set off a name such as “Sputnik V”, a few words in capitals."""
    shown = stretch.text[quotation.start + 1 : quotation.end - 1].split()
    return 0 < len(shown) <= 3 and all(word[0].isupper() for word in shown) and shown[-1][-1].isalnum()


def _around_cue(stretch: Stretch, cue: Cue, speaker: str) -> Attribution | None:
    cue_start, cue_end = stretch.words[cue.first].start, stretch.words[cue.last - 1].end
    begin = after_dateline(stretch)
    before = stretch.text[begin:cue_start]
    if cue_start <= begin or _CLAUSE_BEFORE.search(stretch.text, begin, cue_start) or ", and " in before:
        return None
    if _SENTENCE_END.search(before) or re.search(r"\b(?:which|who|although|that|but|and|if|because)\W*$", before):
        return None
    end = end_of_voice(stretch, cue_end)
    aside = _OWN_VOICE_ASIDE.search(stretch.text, cue_end, end)
    end = aside.start() if aside else end
    cue_span = Span(cue_start, cue_end)
    if not re.search(r"\w", stretch.text[cue_end:end]):
        end = cue_start
    if any(one.start < end and one.end > begin and not _is_name_in_marks(stretch, one) for one in stretch.quotations):
        return None
    return _statement(stretch, begin, end, speaker, cue_span)


# "According to the diplomat, bilateral trade has been on the rise"


def _by_according(stretch: Stretch, cue: Cue, speaker: str) -> Attribution | None:
    start, end = stretch.words[cue.first].start, stretch.words[cue.last - 1].end
    following = _gap_after(stretch, cue)
    opens = cue.first == stretch.first or start == after_dateline(stretch)
    opens = opens or (cue.first == stretch.first + 1 and stretch.words[stretch.first].lower in OPENERS)
    if opens and following[:1] == ",":
        end = _behind_aside(stretch, cue.last) or end
        return _statement(
            stretch, end, end_of_voice(stretch, end), speaker, Span(stretch.words[stretch.first].start, end)
        )
    if stretch.words[cue.first].gap.strip() == "," and following[:1] in tuple(".!?…"):
        return _before_cue(stretch, cue, speaker)
    return None


def _behind_aside(stretch: Stretch, index: int) -> int | None:
    """Return where "senior associate at the institute," ends, which only says who is speaking; None without it."""
    comma = next((i for i in range(index + 1, stretch.last) if stretch.words[i].gap.strip() == ","), None)
    opening = [word.lower for word in stretch.words[index : min(index + 6, comma or index)]]
    who = (
        not _ROLES.isdisjoint(opening)
        or opening[:1] in (["who"], ["a"], ["an"])
        or "".join(opening[:1]).endswith("ing")
    )
    return stretch.words[comma - 1].end if comma is not None and who else None


_ROLES = SOMEBODY | TITLES | {"senior", "associate", "former", "chief", "executive", "managing", "co"}


def _statement(stretch: Stretch, start: int, end: int, speaker: str, cue: Span) -> Attribution | None:
    words = [word for word in stretch.words[stretch.first : stretch.last] if start <= word.start and word.end <= end]
    said = [word for word in words if not cue.start <= word.start < cue.end]
    cut = any(one.start < end < one.end or one.start < start < one.end for one in stretch.quotations)
    if len(said) < LEAST_WORDS or cut:
        return None
    begin = said[0].start
    while begin > start and stretch.text[begin - 1] in _OPENING_SIGNS:
        begin -= 1
    finish = said[-1].end
    while finish < end and stretch.text[finish] in _CLOSING_SIGNS:
        finish += 1
    return Attribution(begin, finish, speaker, "reported", cue)


# What belongs to a number or a word and is none.
_OPENING_SIGNS = "$€£¥#@“‘«\"'(["
_CLOSING_SIGNS = "%‰°€£¥+”’»\"')]"
