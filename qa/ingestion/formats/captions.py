"""What is said in a subtitle's cues, and by whom: markup out, rolling lines once, a change of speaker seen. Pure.

Who speaks is known from voice tags (<v Ana Lima>); a dash or ">>" at the start of a line says only that another does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

DASH = "–"
"""What stands in the text before the words of a speaker who is not named; `labels` takes it for a label there."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One cue as it stands in the file: seconds, and lines with their markup."""

    start: float
    end: float
    raw: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one speaker in one cue.

    Attributes:
        speaker: the name in a voice tag, or None.
        opens: whether a new paragraph begins here, because somebody else speaks or a label stands here.
    """

    start: float
    end: float
    words: str
    speaker: str | None = None
    opens: bool = False


# None goes over the opening of another, so that what is never closed is looked through once.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\n]+)>|(</v>)", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_SPACE = re.compile(r"\s+")
_CHANGE = re.compile(r"(?:>>+|[-‐‑–—]+(?=\s?[^\W_]|\s?[\"“«¿¡(\[]))\s*")
_LABEL = re.compile(r"[^\W\d_][^:\n.?!]{0,60}:(?=\s|$)")
_SOUND = re.compile(r"(?:\[[^\]]*\]|\([^)]*\)|[♪♫#\s])+")  # "[door slams]", "(sighs) (laughs)", "♪♪"


def as_utterances(captions: Sequence[Caption]) -> list[Utterance]:
    """Return what is said in `captions`, in order of time; cues without words, or with sounds alone, are left out."""
    ordered = sorted(captions, key=lambda one: one.start)
    lines = [[line for line in one.raw.split("\n") if _plain(line)] for one in ordered]
    if _is_rolling(ordered, lines):
        lines = _unrolled(lines)
    return [said for one, kept in zip(ordered, lines, strict=True) for said in _said(one, kept)]


def _plain(line: str) -> str:
    """Return the words of a line: no tags, entities read, white space as single blanks."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", line))).strip()


def _is_rolling(captions: Sequence[Caption], lines: Sequence[Sequence[str]]) -> bool:
    """Tell whether cues begin with the last line of the cue before, as live captions do: at least every third."""
    pairs = pairwise(zip(captions, lines, strict=True))
    repeats = sum(
        bool(above and below) and after.start - before.end < 1.0 and _grows(_plain(above[-1]), _plain(below[0]))
        for (before, above), (after, below) in pairs
    )
    return repeats >= 2 and repeats * 3 >= len(captions) - 1


def _grows(before: str, after: str) -> bool:
    return after == before or after.startswith(f"{before} ")


def _unrolled(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of each cue without those that the cue before has shown already."""
    kept: list[list[str]] = []
    shown: list[str] = []
    for raw in lines:
        now = [_plain(line) for line in raw]
        same = next((n for n in range(min(len(shown), len(now)), 0, -1) if shown[-n:] == now[:n]), 0)
        fresh = list(raw[same:])
        if not same and shown and now and _grows(shown[-1], now[0]):
            fresh[0] = now[0][len(shown[-1]) :]  # a line that grows word by word
        kept.append(fresh)
        shown = now or shown
    return kept


def _said(caption: Caption, lines: Sequence[str]) -> Iterator[Utterance]:
    """Yield the utterances of one cue: lines of one voice together, unless one of them opens a paragraph."""
    held: Utterance | None = None
    for one in _each_said(caption, lines):
        if held is not None and not one.opens and held.speaker == one.speaker:
            held = replace(held, words=f"{held.words} {one.words}")
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _each_said(caption: Caption, lines: Sequence[str]) -> Iterator[Utterance]:
    """Yield what is said on each line of one cue, without sounds; a dash stays where nobody is named."""
    voice: str | None = None
    for line in lines:
        for part, speaker in _voices(line, voice):
            voice, words = speaker, _plain(part)
            change = _CHANGE.match(words)
            words = words[change.end() :] if change else words
            if not words or _SOUND.fullmatch(words):
                continue
            is_labelled = bool(_LABEL.match(words))
            mark = f"{DASH} " if change and not voice and not is_labelled else ""
            opens = bool(change) or is_labelled
            yield Utterance(caption.start, caption.end, mark + words, speaker=voice, opens=opens)


def _voices(line: str, voice: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a line with the voice of each; `voice` is the one the line before ended in."""
    position = 0
    for tag in _VOICE.finditer(line):
        if line[position : tag.start()].strip():
            yield line[position : tag.start()], voice
        voice = _plain(tag[1]).rstrip(":") or None if tag[1] else None
        position = tag.end()
    yield line[position:], voice
