"""What comes of checking a quotation: where it stands, what stands there instead, or that it is nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.answers import Citation, Excerpt

VerdictStatus = Literal["exact", "near", "absent"]
DifferenceKind = Literal["equal", "replace", "delete", "insert"]
DiffersIn = Literal["words", "letter case", "punctuation"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a quotation stands exactly.

    Attributes:
        citation: from its first to its last word; `speaker` is None where they are not all of one turn.
        parts: the same words without what the quotation leaves out; one part where it leaves nothing out.
        speakers: whose turns they stand in, in order, None for a turn of nobody named.
    """

    citation: Citation
    parts: tuple[Excerpt, ...]
    speakers: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One step from the quotation to its source.

    Attributes:
        kind: "delete" is only in the quotation, "insert" only in the source.
        quoted: offsets into the quotation; empty for "insert".
        source: offsets into the article; empty for "delete".
    """

    kind: DifferenceKind
    quoted: Excerpt
    source: Excerpt


@dataclass(frozen=True, slots=True)
class Nearest:
    """The words of the archive that are most like a quotation which stands nowhere exactly.

    Attributes:
        citation: the source's words, verbatim.
        parts: the same without what the quotation leaves out.
        similarity: share of the words, letter case ignored, that quotation and source have in common, 0..1.
        differs_in: what kind the differences are of.
        differences: from the first word to the last, equal ones too.
    """

    citation: Citation
    parts: tuple[Excerpt, ...]
    similarity: float
    differs_in: tuple[DiffersIn, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking one quotation.

    Attributes:
        places: where it stands, by article and place; filled when `status` is "exact".
        place_count: how many there are, also beyond those in `places`.
        nearest: filled when `status` is "near".
        notes: what an editor should know besides, in words.
    """

    quotation: str
    status: VerdictStatus
    places: tuple[Place, ...] = ()
    place_count: int = 0
    nearest: Nearest | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """Words between quotation marks in a draft.

    Attributes:
        text: the words, without the marks that open each paragraph of a long quotation.
        start, end: where they stand in the draft's text, without the outer marks.
        line: of the draft's text, from 1.
        skipped: why they are not checked, or None.
    """

    text: str
    start: int
    end: int
    line: int
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation of a draft, and what came of checking it: None where it was skipped."""

    quotation: DraftQuotation
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """What came of checking the quotations of a draft, in their order."""

    quotations: tuple[CheckedQuotation, ...]

    @property
    def all_exact(self) -> bool:
        """Whether every quotation stands somewhere exactly; only what is too short to be one may have been skipped."""
        return all(
            one.quotation.skipped == TOO_SHORT if one.verdict is None else one.verdict.status == "exact"
            for one in self.quotations
        )


TOO_SHORT = "one or two words: taken for a name or scare quotes"
NEVER_CLOSED = "the quotation mark is never closed"
