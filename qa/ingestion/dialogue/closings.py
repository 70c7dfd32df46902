"""The last paragraphs of an interview that are no answer: the interviewer's thanks, and notes on how it was made."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from qa.ingestion.dialogue.asking import Piece

_LONGEST = 300
_LAST = 4  # paragraphs looked at
# Guests thank too; but without a label nobody can tell, and it is not worth a name.
_THANKS = re.compile(
    r"[*_(]{0,3}(?:(?:and )?(?:many )?thanks\b|(?:\w+, )?thank you\b|cảm ơn\b|xin cảm ơn\b)", re.IGNORECASE
)
_NOTE = re.compile(
    r"[*_(\[–—-]{0,3}\s*(?:(?:this|the) (?:interview|conversation|text|transcript)\b[^.?!]{0,80}"
    r"\b(?:was|has been|is|were)\b"
    r"[^.?!]{0,60}\b(?:edited|conducted|condensed|recorded|translated|shortened|abridged|transcribed|held|published|done"
    r"|given|first)\b"
    r"|(?:interview(?:ed)?|q&a|translation|translated|transcript|transcribed|edited|reporting|questions (?:asked|put)"
    r"|as told to|recorded|photos?|pictures?)(?: was| were)?(?: (?:conducted|done|asked))? by\b)",
    re.IGNORECASE,
)


def find_closings(text: str, pieces: Sequence[Piece], questions: Set[int]) -> Set[int]:
    """Return the numbers of the unlabelled paragraphs at the end from where an interview is over: nobody's words.

    Thanks count only where the interviewer's other words have no label either, and are an answer directly behind one
    of the `questions`.
    """
    first = len(pieces)
    for number in range(len(pieces) - 1, max(0, len(pieces) - 1 - _LAST), -1):
        piece = pieces[number]
        if piece.label is not None or number in questions:
            break
        if piece.end - piece.start > _LONGEST:
            continue
        thanks = bool(questions) and number - 1 not in questions and _THANKS.match(text, piece.start, piece.end)
        if thanks or _NOTE.match(text, piece.start, piece.end):
            first = number
    return frozenset(range(first, len(pieces)))
