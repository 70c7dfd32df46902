"""Who speaks, as a page's markup shows it: lists of speakers and their words, names in bold, questions set apart.

Works on the extractor's tree. What is found is marked there; how it is written down is `html`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from qa.ingestion.dialogue.labels import ROLE_WORDS, may_be_name
from qa.text.quotation_marks import OPENING_MARKS
from qa.text.sentences import BEHIND_END, QUESTION_ENDS, SENTENCE_ENDS

MARK = "qa-mark"
"""Attribute of an element whose words are written between these asterisks, as a block of their own."""
SPEAKER = "qa-speaker"
"""Attribute of an element whose words are a speaker's name, written with a colon behind it."""
_BLOCKS = frozenset({"p", "item", "quote", "div"})
_QUESTION_CLASS = re.compile(r"(?:^|[\s_-])(?:question|interviewer|q)(?:$|[\s_-])", re.IGNORECASE)
_ASKS = re.compile(f"[{QUESTION_ENDS}]{BEHIND_END}$")
_SENTENCE_END = re.compile(f"[{SENTENCE_ENDS}:]{BEHIND_END}$")
_MOST_WORDS = 6  # of a name


def mark_dialogue(body: Any) -> tuple[str, ...]:
    """Mark speakers and questions in `body`, and return the names that are certainly speakers'."""
    _mark_questions(list(_set_apart(body)))
    return tuple(dict.fromkeys([*_listed_speakers(body), *_bold_names(body)]))


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _listed_speakers(body: Any) -> Iterator[str]:
    """Yield the names in <dt> of lists in which one comes again and something is asked: a glossary has neither."""
    for found in body.iter("list"):
        terms = [item for item in found if str(item.get("rend", "")).startswith("dt")]
        names = [_words(item).rstrip(": ") for item in terms]
        if len(set(names)) == len(names) or not all(map(_is_name, names)) or "?" not in _words(found):
            continue
        for item, name in zip(terms, names, strict=True):
            item.set(SPEAKER, name)
            if name.casefold() not in ROLE_WORDS:
                yield name


def _is_name(words: str) -> bool:
    return bool(words) and len(words.split()) <= _MOST_WORDS and may_be_name(words)


def _bold_names(body: Any) -> Iterator[str]:
    """Yield the names in bold before a colon that open blocks: two or more, one of them again, and one asks.

    "Screen Size:" comes again for every product, and asks nothing.
    """
    labelled = [(name, block) for block in body.iter(*_BLOCKS) if (name := _bold_name(block))]
    names = Counter(name for name, _ in labelled)
    if len(names) > 1 and max(names.values()) > 1 and any(_ASKS.search(_words(block)) for _, block in labelled):
        yield from names


def _bold_name(block: Any) -> str | None:
    """Return the name in bold before a colon that opens a block, or None."""
    first = block[0] if len(block) and _is_blank(block.text) else None
    if first is None or first.tag != "hi":
        return None
    words, behind = _words(first), (first.tail or "").lstrip()
    name = words.rstrip(": ")
    is_label = words.endswith(":") or behind.startswith(":")
    return name if is_label and _is_name(name) and name.casefold() not in ROLE_WORDS else None


def _is_blank(words: str | None) -> bool:
    return not (words or "").strip()


def _set_apart(body: Any) -> Iterator[tuple[Any, str]]:
    """Yield (element, asterisks) of the blocks, and openings of blocks that ask, which are set apart from others."""
    for block in body.iter(*_BLOCKS):
        if any(child.tag in _BLOCKS for child in block):
            continue
        inline = [child for child in block if child.tag != "lb"]
        if _QUESTION_CLASS.search(block.get("class") or ""):
            yield block, "**"
        elif not inline or inline[0].tag != "hi" or not _is_blank(block.text):
            continue
        elif _is_all_marked(block, inline):
            yield block, _asterisks(inline[0])
        elif _ASKS.search(_words(inline[0])) and _opens_anew(block, inline[0]):
            yield inline[0], _asterisks(inline[0])


def _is_all_marked(block: Any, inline: Sequence[Any]) -> bool:
    """Tell whether all words of a block are in bold or italics."""
    return all(child.tag == "hi" for child in inline) and all(_is_blank(child.tail) for child in block)


def _asterisks(found: Any) -> str:
    return "*" if found.get("rend") == "#i" else "**"


def _opens_anew(block: Any, question: Any) -> bool:
    """Tell whether what follows the question in its block is a line or sentence of its own."""
    behind = (question.tail or "").lstrip()
    if not behind:
        return question.getnext() is not None and question.getnext().tag == "lb"
    return question is block[0] and (behind[0].isupper() or behind[0].isdigit())


def _mark_questions(found: Sequence[tuple[Any, str]]) -> None:
    """Mark what an interviewer says: two or more questions set alike, and from the first on what is set like them.

    What stands in quotation marks is pulled out of an answer.
    """
    found = [(element, style) for element, style in found if not _words(element).startswith(tuple(OPENING_MARKS))]
    asking = [(place, style) for place, (element, style) in enumerate(found) if _ASKS.search(_words(element))]
    times = Counter(style for _, style in asking)
    styles = {style for style, count in times.items() if count > 1}
    first = next((place for place, style in asking if style in styles), len(found))
    for element, asterisks in found[first:]:
        if asterisks in styles and _SENTENCE_END.search(_words(element)):
            element.set(MARK, asterisks)
