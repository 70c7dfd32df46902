"""Lines to show: words, each with the name of a style; a terminal makes colours of these, a pipe nothing."""

from __future__ import annotations

from dataclasses import dataclass

Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Margin:
    """What a terminal shows left of a paragraph in place of its indent: beside its first row, and beside the others."""

    first: tuple[Piece, ...]
    rest: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph to show: its pieces, how far it is indented, and whether a terminal may wrap it."""

    pieces: tuple[Piece, ...] = ()
    indent: int = 0
    wrap: bool = True
    margin: Margin | None = None

    @property
    def text(self) -> str:
        """The words without their styles."""
        return "".join(words for words, _ in self.pieces)


def line(text: str = "", style: str = "", *, indent: int = 0, wrap: bool = True) -> Line:
    """Return a Line of one piece."""
    return Line(((text, style),), indent=indent, wrap=wrap)
