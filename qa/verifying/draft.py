"""The quotations in a draft: what stands between quotation marks, and block quotations in Markdown.

“…”, "…", «…», „…“ and 「…」 are quotations; ‘…’ too, and '…' where it ends with a mark as in 'We sign,' she said. Of a
long quotation each paragraph opens with a mark and only the last closes. What is too short to be one is skipped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.errors import InvalidInput, TooLarge
from qa.text.quotation_marks import PAIRS
from qa.text.tokens import compared_words
from qa.verdicts import NEVER_CLOSED, TOO_SHORT, CheckedQuotation, DraftCheck, DraftQuotation, Verdict

SCARE_WORDS = 2
"""Words in quotation marks up to which they are taken for a name, or for scare quotes."""
LONGEST_SINGLE = 2_000
"""Characters of a quotation in single marks: further on, what looks like its end is another apostrophe."""

# In a draft » « are a pair too, as German books have them, and ' ' around speech. ‚ ‘ and ‹ › stand inside others.
_CLOSING = {mark: PAIRS[mark] for mark in '“"«„「『‘'} | {"»": "«", "'": "'"}
_SINGLE = "‘'"
_OPENING = re.compile(f"[{''.join(_CLOSING)}]")
# Stands for what was read as a block quotation: no other reaches into it or beyond.
_TAKEN = "\0"
_PARAGRAPH_END = re.compile(rf"\n[^\S\n]*\n|(?<!{_TAKEN}){_TAKEN}|\Z")
_BEFORE_OPENING = re.compile(r"(?:^|[\s(\[{/—–-]|[“‘«„])\Z")
_SPEECH_CLOSING = {mark: re.compile(rf"(?<=[.,?!;:…—–]){_CLOSING[mark]}(?!\w)") for mark in _SINGLE}
_SINGLE_CLOSING = re.compile(r"’(?!\w)")
_SINGLE_OPENING = re.compile(r"(?<=\s)‘")
_CONTINUED = re.compile(rf"(\n\s*){_OPENING.pattern}")
# Code, addresses and titles of links, and tags hold quotation marks that quote nothing.
_NO_SPEECH = re.compile(
    r"^(?P<fence>```|~~~).*?^(?P=fence)|`[^`\n]+`|\]\([^)\n]{0,2000}\)|</?[a-zA-Z][^<>]*>", re.DOTALL | re.MULTILINE
)
_BLOCK = re.compile(r"(?:^[^\S\n]{0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_BLOCK_MARK = re.compile(r"^[^\S\n]{0,3}>[^\S\n]?", re.MULTILINE)
_ATTRIBUTION = re.compile(r"\n[^\S\n]*(?:—|–|--)[^\n]*\s*\Z")


def check_draft(
    text: str, verify: Callable[[str], Verdict], *, markdown: bool = False, start: int = 0, most: int | None = None
) -> DraftCheck:
    """Return the quotations of `text` from `start` on, each with what `verify` says of it.

    Raises TooLarge where there are more than `most` to check.
    """
    found = find_quotations(text, markdown=markdown, start=start)
    number = sum(one.skipped is None for one in found)
    if most is not None and number > most:
        raise TooLarge(
            f"the draft has {number} quotations, the limit is {most}",
            next_step="check it in several parts",
            limit=most,
            actual=number,
        )
    return DraftCheck(tuple(_checked(one, verify) for one in found))


def _checked(quotation: DraftQuotation, verify: Callable[[str], Verdict]) -> CheckedQuotation:
    if quotation.skipped:
        return CheckedQuotation(quotation, None)
    try:
        return CheckedQuotation(quotation, verify(quotation.text))
    except InvalidInput as error:  # too long to be compared: no reason to leave the others unchecked
        return CheckedQuotation(replace(quotation, skipped=error.message), None)


def find_quotations(text: str, *, markdown: bool = False, start: int = 0) -> list[DraftQuotation]:
    """Return the quotations of `text` from `start` on, in order; `markdown` says what the text is written in."""
    masked = " " * start + text[start:]
    blocks: list[DraftQuotation] = []
    if markdown:
        masked = _NO_SPEECH.sub(_blank, masked)
        for block in _BLOCK.finditer(masked):
            quotation = _block_quotation(text, block)
            if quotation is not None:
                blocks.append(quotation)
                masked = masked[: block.start()] + _blank(block, _TAKEN) + masked[block.end() :]
        masked = _BLOCK_MARK.sub(_blank, masked)
    marked = [_quotation(text, masked, found) for found in _between_marks(masked)]
    found = sorted([*blocks, *marked], key=lambda one: one.start)
    return list(_with_lines(text, found))


def _with_lines(text: str, quotations: Sequence[DraftQuotation]) -> Iterator[DraftQuotation]:
    line, place = 1, 0
    for one in quotations:
        line += text.count("\n", place, one.start)
        place = one.start
        yield replace(one, line=line)


def _blank(found: re.Match[str], sign: str = " ") -> str:
    return re.sub(r"[^\n]", sign, found.group())


def _block_quotation(text: str, block: re.Match[str]) -> DraftQuotation | None:
    """Return the block as one quotation; None where it has quotation marks of its own."""
    words = _BLOCK_MARK.sub("", text[block.start() : block.end()])
    if re.search(r"[“”„«»\"「]", words) or not any(True for _ in compared_words(words)):
        return None
    return _described(_ATTRIBUTION.sub("", words).strip(), block.start(), block.end())


@dataclass(frozen=True, slots=True)
class _Found:
    """Where words between two marks stand; `closed` says whether there is a second one."""

    start: int
    end: int
    closed: bool


def _between_marks(text: str) -> Iterator[_Found]:
    ends = [found.start() for found in _PARAGRAPH_END.finditer(text)]
    place = 0
    while found := _OPENING.search(text, place):
        place = found.end()
        if not _opens(text, found.start()):
            continue
        find_end = _end_of_single if found.group() in _SINGLE else _end_of_double
        end = find_end(text, found, ends)
        if end is not None:
            yield _Found(place, end, closed=True)
            place = end + 1
        elif found.group() not in _SINGLE:
            end = _paragraph_end(ends, place)
            yield _Found(place, end, closed=False)
            place = end


def _paragraph_end(ends: Sequence[int], place: int) -> int:
    return ends[bisect_left(ends, place)]


def _opens(text: str, place: int) -> bool:
    """Tell whether a mark opens a quotation: inches and apostrophes do not, nor does a mark that closes one."""
    if text[place + 1 : place + 2].strip() == "":
        return False
    if text[place] in "“„«「『":
        return True
    return _BEFORE_OPENING.search(text[max(0, place - 1) : place]) is not None


def _end_of_double(text: str, opening: re.Match[str], ends: Sequence[int]) -> int | None:
    """Return where the quotation is closed, over paragraphs that each open with the mark again."""
    mark, place = opening.group(), opening.end()
    closing = re.compile(f"[{_CLOSING[mark]}]")
    while True:
        end = _paragraph_end(ends, place)
        for found in closing.finditer(text, place, end):
            if not _begins_line(text, found.start()) or _CLOSING[mark] != mark:
                return found.start()
        following = re.compile(r"\s*").match(text, end)
        place = following.end() if following else end
        if place >= len(text) or text[place] != mark:
            return None
        place += 1


def _begins_line(text: str, place: int) -> bool:
    return text[text.rfind("\n", 0, place) + 1 : place].strip() == ""


def _end_of_single(text: str, opening: re.Match[str], paragraphs: Sequence[int]) -> int | None:
    """Return where single marks close, which apostrophes look like: rather after a mark, and in the same paragraph."""
    mark, start = opening.group(), opening.end()
    end = min(_paragraph_end(paragraphs, start), start + LONGEST_SINGLE)
    if mark == "‘" and (another := _SINGLE_OPENING.search(text, start, end)):
        end = another.start()
    found = _SPEECH_CLOSING[mark].search(text, start, end)
    if found is None and mark == "‘":
        found = _SINGLE_CLOSING.search(text, start, end)
    return found.start() if found else None


def _quotation(text: str, masked: str, found: _Found) -> DraftQuotation:
    # In Markdown the marks of a block quotation are blank in `masked`, and no part of what is quoted.
    words = "".join(
        sign if shown != " " or sign != ">" else " "
        for sign, shown in zip(text[found.start : found.end], masked[found.start : found.end], strict=True)
    )
    quoted = _CONTINUED.sub(r"\1", words).strip()
    return _described(quoted, found.start, found.end, skipped=None if found.closed else NEVER_CLOSED)


def _described(words: str, start: int, end: int, *, skipped: str | None = None) -> DraftQuotation:
    if skipped is None and sum(1 for _ in compared_words(words)) <= SCARE_WORDS:
        skipped = TOO_SHORT
    return DraftQuotation(words, start, end, line=1, skipped=skipped)
