"""Text from articles made safe for a terminal: nothing in it can move the cursor, set colours or turn lines around.

Each replacement is one character for one, so that offsets into the text stay right. Only what people read goes
through here; JSON keeps every character.
"""

from __future__ import annotations

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_KEPT = "\t\n"
_C0 = {code: 0x2400 + code for code in range(0x20) if chr(code) not in _KEPT}  # U+2400.. are their visible pictures
_DELETE = {0x7F: 0x2421}
_C1 = dict.fromkeys(range(0x80, 0xA0), REPLACEMENT)  # 0x9B starts an escape sequence as ESC [ does
_BIDI_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], REPLACEMENT)
_LINE_SEPARATORS = {0x2028: "\n", 0x2029: "\n"}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)  # half a character, which no output accepts

HIDDEN = frozenset((*_DELETE, *_C1, *_BIDI_OVERRIDES, *_LINE_SEPARATORS))
"""Code points that act on a terminal and that JSON would print as they are."""

_TABLE: dict[int, int | str] = {**_C0, **_DELETE, **_C1, **_BIDI_OVERRIDES, **_LINE_SEPARATORS, **_SURROGATES}


def safe(text: str) -> str:
    """Return `text` with every character that acts on a terminal shown instead; the length stays the same."""
    return text.replace("\r\n", " \n").replace("\r", "\n").translate(_TABLE)


def safe_line(text: str) -> str:
    """Return `text` safe and on one line, for titles, names and messages."""
    return safe(text).replace("\n", " ").replace("\t", " ")
