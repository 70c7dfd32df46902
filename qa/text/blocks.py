"""The blocks of a text: paragraphs, headings, captions, and debris that nobody wants to cite.

What a single line is by itself, and which lines belong together. Who speaks is found in `speakers`, sentences in
`sentences`; what is not clearly something else is a paragraph, so no words are lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from qa.text.page_furniture import page_furniture
from qa.text.quotation_marks import OPENING_MARKS
from qa.text.sentences import SENTENCE_ENDS
from qa.text.words import CAPITALISED

BlockKind = Literal["paragraph", "heading", "caption", "debris"]


@dataclass(frozen=True, slots=True)
class Block:
    """One line, or several lines of one paragraph; `text[start:end]` has no white space at its ends.

    Attributes:
        lines: number of lines it was merged from.
    """

    start: int
    end: int
    kind: BlockKind
    lines: int = 1


class _Line(NamedTuple):
    """A line that is not blank, without the white space at its ends."""

    start: int
    end: int
    words: str
    apart: bool  # whether a blank line, or nothing, stands before it


def find_blocks(text: str, start: int, end: int) -> list[Block]:
    """Return the blocks of `text[start:end]` in order; outside of them there is only white space."""
    lines = _lines(text, start, end)
    kinds = _kinds(lines)
    for index in page_furniture([line.words for line in lines]):
        kinds[index] = "debris"
    blocks = _merged(lines, kinds)
    return _with_byline(text, _with_headings(text, blocks))


def _lines(text: str, start: int, end: int) -> list[_Line]:
    lines: list[_Line] = []
    position, apart = start, True
    for raw in text[start:end].splitlines(keepends=True):
        words = raw.strip()
        if not words:
            apart = True
        else:
            begin = position + len(raw) - len(raw.lstrip())
            mark = _END_MARK.search(words)
            cut = mark.start() if mark else len(words)
            if cut:
                lines.append(_Line(begin, begin + cut, words[:cut], apart))
                apart = False
            if mark:
                lines.append(_Line(begin + cut, begin + len(words), words[cut:], apart))
            apart = False
        position += len(raw)
    return lines


_END_MARK = re.compile(
    r"(?<=\w\.)/\.$|(?<=[”\"’)]\.)/\.$"
)  # "…, he added./.": the first full stop is the sentence's own

_SHORT = 130  # characters; longer lines are prose, whatever they look like

_STAGE_NOTE = r"(?:music|laught(?:er|s)|laughs|laughing|cross-?talk|applause|inaudible|silence|pause|break|beep)"
_DEBRIS = re.compile(
    r"""
      /\.                                                                  # what is left of the end mark ./.
    | \S[^\n]*\.(?:jpe?g|png|gif|webp|tiff?|bmp|svg|heic|avif)             # file name of an image
    | !\[[^\]]*\]\([^)]*\)                                                 # image in Markdown
    | (?:\.\./)?(?:[\[(](?i:[a-z ]{0,20}STAGE_NOTE)[.!]?[\])]\s*)+         # [MUSIC], (Crosstalk.) (Laughter.)
    | (?:\.\./)?\[[A-Z][A-Z ]{1,30}\]                                      # [ANIMATED TRANSITION]
    | [\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?
      (?:\s*-+>\s*\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)?                 # timecode, or a subtitle's range
    | (?i:page|pg\.?|p\.|trang|seite|стр\.)\s*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?
    | \d{1,4}\s+of\s+\d{1,4} | [-–—]\s*\d{1,4}\s*[-–—]                     # page numbers
    | -*\s*END\s*-* | -30- | \(ENDS?\)
    | [^\w\d]*                                                             # rules, dots, stray punctuation
    """.replace("STAGE_NOTE", _STAGE_NOTE),
    re.VERBOSE,
)
_SYMBOLS_KEPT = re.compile(r"[^\W]|[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff\u0300-\u036f]")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_WIKI_HEADING = re.compile(r"(?:=\s?){1,6}[^=]{1,100}(?:\s?=){1,6}")

_PICTURE = r"(?:Photos?|PHOTOS?|Images?|Pictures?|Illustration|Ảnh|Foto|Фото)"
_CAPTION = re.compile(
    rf"(?:^|[.!?…”\"’)]\s*|\s*[(\[|]\s*|\s[–—-]\s){_PICTURE}\s?(?::|©|/|\bby\b|courtesy\b|credit\b)[^.\n]{{0,80}}\.?[)\]]?\.?$"
)
_CAPTION_LENGTH = 600  # characters; a longer line with a credit at its end is an article's paragraph


def _kinds(lines: Sequence[_Line]) -> list[BlockKind]:
    """Return what each line is by itself, and after an image file name."""
    kinds: list[BlockKind] = []
    for index, line in enumerate(lines):
        if _is_debris(line.words):
            kinds.append("debris")
        elif len(line.words) <= _CAPTION_LENGTH and (_CAPTION.search(line.words) or _under_image(lines, kinds, index)):
            kinds.append("caption")
        elif len(line.words) <= _SHORT and (_MARKDOWN_HEADING.match(line.words) or _is_wiki_heading(line.words)):
            kinds.append("heading")
        else:
            kinds.append("paragraph")
    return kinds


def _is_debris(words: str) -> bool:
    if len(words) > _SHORT or len(words.split()) > 9 or not _DEBRIS.fullmatch(words):
        return False
    return any(map(str.isalnum, words)) or not _SYMBOLS_KEPT.search(words)


_IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?|bmp|svg|heic|avif)\)?$", re.IGNORECASE)


def _under_image(lines: Sequence[_Line], kinds: Sequence[BlockKind], index: int) -> bool:
    """Tell whether the line stands directly below an image's file name, as a caption does."""
    if index == 0 or kinds[index - 1] != "debris" or lines[index].apart or len(lines[index].words) > 300:
        return False
    return _IMAGE_NAME.search(lines[index - 1].words) is not None


def _is_wiki_heading(words: str) -> bool:
    return words.startswith("=") and _WIKI_HEADING.fullmatch(words) is not None


def _merged(lines: Sequence[_Line], kinds: Sequence[BlockKind]) -> list[Block]:
    """Return blocks, with the lines of a hard-wrapped paragraph in one."""
    width = _wrap_width([line for line, kind in zip(lines, kinds, strict=True) if kind == "paragraph"])
    blocks: list[Block] = []
    for index, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind == "heading" and (marks := _MARKDOWN_HEADING.match(line.words)):
            blocks.append(Block(line.start, line.start + len(marks[1]), "debris"))
            blocks.append(Block(line.start + marks.end(), line.end, "heading"))
        elif kind == "paragraph" and index and kinds[index - 1] == kind and _goes_on(lines[index - 1], line, width):
            blocks[-1] = replace(blocks[-1], end=line.end, lines=blocks[-1].lines + 1)
        else:
            blocks.append(Block(line.start, line.end, kind))
    return blocks


def _wrap_width(lines: Sequence[_Line]) -> int | None:
    """Return the width at which the text was wrapped, or None when a line is a paragraph."""
    lengths = sorted(len(line.words) for line in lines)
    if len(lengths) < 6 or lengths[int(0.98 * (len(lengths) - 1))] > _SHORT or lengths[len(lengths) // 2] < 40:
        return None
    return lengths[int(0.98 * (len(lengths) - 1))]


# A line that ends so leaves no sentence open: what follows a colon may be a list.
_CLOSED_ENDS = f'{SENTENCE_ENDS}:;"”’)]'


def _goes_on(before: _Line, after: _Line, width: int | None) -> bool:
    """Tell whether a paragraph goes on over the line break.

    It does when the next line's first word would not have fitted, or when a sentence is left open and the next line
    begins in lower case. The 0.8 allows for proportional type.
    """
    if after.apart:
        return False
    first = after.words.split(maxsplit=1)[0]
    if width is not None and len(before.words) + 1 + len(first) > 0.8 * width:
        return True
    return before.words[-1] not in _CLOSED_ENDS and (first[0].islower() or after.words.isdecimal())


def _with_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, short lines that stand above a paragraph marked as headings; at most three in a row."""
    result = list(blocks)
    above = 0
    for index in range(len(blocks) - 2, -1, -1):
        after = result[index + 1]
        above = above + 1 if after.kind == "heading" else 0
        if above < 3 and _stands_as_heading(text, blocks, index) and _may_be_headed(text, after):
            result[index] = replace(blocks[index], kind="heading")
    return result


def _stands_as_heading(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a paragraph looks like a heading and is no rest of the paragraph before it."""
    if blocks[index].kind != "paragraph" or not _looks_like_heading(text, blocks[index]):
        return False
    before = blocks[index - 1] if index else None
    return before is None or before.kind != "paragraph" or text[before.end - 1] in _CLOSED_ENDS


def _may_be_headed(text: str, block: Block) -> bool:
    """Tell whether a heading may stand above the block: one above a line like itself is a list.

    >>> [_may_be_headed("We talked.", Block(0, 10, kind)) for kind in ("paragraph", "debris")]
    [True, False]
    """
    return block.kind == "heading" or (block.kind != "debris" and not _looks_like_heading(text, block))


def _looks_like_heading(text: str, block: Block) -> bool:
    """Tell whether the block is one short line that opens as a sentence does and does not end as one.

    >>> [_looks_like_heading(line, Block(0, len(line), "paragraph")) for line in ("A new plant", "We agreed.", "of it")]
    [True, False, False]
    """
    if block.lines > 1 or block.end - block.start > 90:
        return False
    words = text[block.start : block.end]
    opens = (words[0].isalnum() and not words[0].islower()) or words[0] in f"{OPENING_MARKS}¿¡"
    if not opens or "|" in words or len(words) < 3:
        return False
    return words.rstrip("\"”’')»")[-1:].isalnum() and len(words.split()) <= 14


_BYLINE = re.compile(
    rf"(?:[–—-]\s*)?(?:(?i:by|reported by|written by)\s+)?{CAPITALISED}(?:\s+{CAPITALISED}){{1,4}}"
    r"(?:\s*/\s*[A-Z]{2,8}|\s*\([A-Z]{2,8}\))?"
)
_NOT_A_NAME = re.compile(r"(?i)\b(?:the|thank|thanks|you|and|of|for|to|end|see|more|read|next|part)\b")


def _with_byline(text: str, blocks: list[Block]) -> list[Block]:
    """Return the blocks, the author's name in the last line marked as debris."""
    index = max((i for i, block in enumerate(blocks) if block.kind != "debris"), default=0)
    if index == 0 or blocks[index].kind != "paragraph" or blocks[index - 1].kind == "heading":
        return blocks
    words = text[blocks[index].start : blocks[index].end]
    above = text[blocks[index - 1].end - 1]
    if len(words) <= 40 and above in _CLOSED_ENDS and _BYLINE.fullmatch(words) and not _NOT_A_NAME.search(words):
        blocks[index] = replace(blocks[index], kind="debris")
    return blocks
