"""Subtitles, .srt and .vtt: what is said, a paragraph a speaker, is the canonical text; when it is said stands in cues.

webvtt-py reads the cues. Markup, repeated lines and who speaks are `captions`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.errors import UnreadableArticle
from qa.ingestion.formats.captions import Caption, Utterance, as_utterances
from qa.ingestion.formats.content import Content, mend_derived_text
from qa.ingestion.formats.plain import decode_text
from qa.records import Subtitle
from qa.stated_metadata import read_metadata
from qa.text.sentences import ENDS_WITH_SENTENCE

SRT, VTT = "srt", "vtt"

_BYTES_A_CUE = 200  # times, number, settings and markup, beside some words
_PAUSE = 2.0  # seconds of silence after which a new paragraph begins, where a sentence has ended
_TIME = r"((?:\d+:)?\d+:\d+)[.,:](\d+)"
_TIMES = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}.*$", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")


def max_bytes(max_chars: int) -> int:
    """Return the size of the largest file read: cues of a few words, each with its times."""
    return 4 * max_chars + _BYTES_A_CUE * max_chars // 10 + 4096


def read_srt(data: bytes, *, source: str, max_chars: int) -> Content:  # noqa: ARG001 - one signature for all formats
    """Read SubRip subtitles; cues without a number, and blank lines inside a cue, are taken as players take them."""
    text = _LINE_END.sub("\n", decode_text(data, source=source).removeprefix("\ufeff"))
    return _content(_captions(_as_vtt(text)), {}, source)


def read_vtt(data: bytes, *, source: str, max_chars: int) -> Content:  # noqa: ARG001 - one signature for all formats
    """Read WebVTT with the title and language its header states; notes and styles are not said by anybody."""
    text = _LINE_END.sub("\n", decode_text(data, source=source).removeprefix("\ufeff"))
    if not text.startswith("WEBVTT"):
        raise UnreadableArticle(
            source, "not WebVTT: the first line is not WEBVTT", next_step="save it as .srt, or add that line"
        )
    head, _, body = text.partition("\n\n")
    return _content(_captions("WEBVTT\n\n" + _with_plain_times(body)), _header(head), source)


def _as_vtt(text: str) -> str:
    """Return SubRip as WebVTT: times with a point, and no blank line inside a cue."""
    blocks: list[str] = []
    for block in re.split(r"\n[ \t]*\n\s*", _with_plain_times(text).strip()):
        if blocks and "-->" not in block:
            blocks[-1] += "\n" + block  # a cue of several paragraphs
        else:
            blocks.append(block)
    return "WEBVTT\n\n" + "\n\n".join(blocks)


def _with_plain_times(text: str) -> str:
    return _TIMES.sub(lambda m: f"{m[1]}.{m[2][:3].ljust(3, '0')} --> {m[3]}.{m[4][:3].ljust(3, '0')}", text)


def _captions(text: str) -> list[Caption]:
    from webvtt import WebVTT  # here: only subtitles need it

    return [
        Caption(one.start_time.in_milliseconds() / 1000.0, one.end_time.in_milliseconds() / 1000.0, one.raw_text)
        for one in WebVTT.from_string(text).captions
    ]


def _header(head: str) -> dict[str, str]:
    """Return what the lines of the header state: "WEBVTT - The title", "Language: en"."""
    title, *lines = head.split("\n")
    stated = [("title", title.removeprefix("WEBVTT").strip(" \t-–—"))]
    stated += [(key, value.strip()) for key, colon, value in (line.partition(":") for line in lines) if colon]
    return read_metadata([(key, value) for key, value in stated if key.lower() in ("title", "language")]).fields


def _content(captions: list[Caption], metadata: dict[str, str], source: str) -> Content:
    if not captions:
        raise UnreadableArticle(
            source,
            "no subtitle in it: no line such as 00:01:02,000 --> 00:01:04,000 with words below",
            next_step="save it again as .srt or .vtt, or its words as .txt",
        )
    parts: list[str] = []
    cues: list[Subtitle] = []
    speakers: dict[str, None] = {}
    length = 0
    for part, seconds in _parts(as_utterances(captions), speakers):
        words = mend_derived_text(part)
        cues.append(Subtitle(length + len(words) - len(words.lstrip()), seconds))
        parts.append(words)
        length += len(words)
    return Content("".join(parts), metadata=metadata, subtitles=tuple(cues), speakers=tuple(speakers))


def _parts(utterances: list[Utterance], speakers: dict[str, None]) -> Iterator[tuple[str, float]]:
    """Yield what the text is made of, each with its second; names of voices are put before their words and noted.

    What one speaker says is one paragraph until there is a pause.
    """
    before: Utterance | None = None
    for one in utterances:
        changes = before is None or one.speaker != before.speaker
        named = one.speaker if changes or one.opens else None
        yield f"{_gap(before, one)}{f'{named}: ' if named else ''}{one.words}", one.start
        if one.speaker:
            speakers[one.speaker] = None
        before = one


def _gap(before: Utterance | None, one: Utterance) -> str:
    """Return what stands between two utterances: a paragraph ends where another speaks, or after a pause."""
    if before is None:
        return ""
    if one.opens or one.speaker != before.speaker:
        return "\n\n"
    paused = one.start - before.end >= _PAUSE and ENDS_WITH_SENTENCE.search(before.words)
    return "\n\n" if paused else " "
