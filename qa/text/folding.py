"""A text as it is compared word by word: what a reader does not see, or sees as the same, makes no difference.

Letter case and punctuation are left alone; what counts as a word is the lexical index's and `qa.verifying.exact`'s.
"""

from __future__ import annotations

import re
import unicodedata

# Soft hyphens, joiners, marks of direction, byte order marks and variation selectors: nobody sees or types them.
UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# Scripts that are written without spaces: each of their signs is a word of its own.
SIGNS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3040-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
# The address of a link in Markdown, "](https://…)", behind the words that are seen.
LINK_ADDRESS = r"\]\([^()\s]*\)"

_UNSEEN = re.compile(f"[{UNSEEN}]")
_SIGN = re.compile(f"([{SIGNS}])")
_LINK_ADDRESS = re.compile(LINK_ADDRESS)


def folded(text: str) -> str:
    """Return `text` in NFC without what is unseen, ligatures and link addresses, and with signs as words."""
    if text.isascii():
        return _LINK_ADDRESS.sub(" ", text)
    seen = _UNSEEN.sub("", text).translate(LIGATURES)
    return _SIGN.sub(r" \1 ", _LINK_ADDRESS.sub(" ", unicodedata.normalize("NFC", seen)))
