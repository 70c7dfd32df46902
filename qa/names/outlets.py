"""What an outlet is called: "Vietnam News Agency (VNA)" is the Vietnam News Agency, and VNA.

Names are compared by their keys, in which letter case, composition and outer blanks do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from qa.text.folding import same_case
from qa.text.words import WORD

_SHORT = re.compile(r"\w{2,8}")
_ABBREVIATED = re.compile(rf"(.+?)\s*\(({_SHORT.pattern})\)")


def outlet_key(outlet: str | None) -> str | None:
    """Return what two spellings of one name share; None where there is no name."""
    return _key(outlet) if outlet else None


@lru_cache(maxsize=1024)
def names_of(outlet: str) -> frozenset[str]:
    """Return the keys of the names in `outlet`: of one with its abbreviation behind it three, else one."""
    found = _ABBREVIATED.fullmatch(outlet.strip())
    if found is None:
        return frozenset({_key(outlet)})
    name, short = found.groups()
    same = _key(short) == _initials(word for word in WORD.findall(name) if word[0].isupper())
    return frozenset(map(_key, (outlet, *((name, short) if same else ()))))


def keys_meant(outlet: str) -> tuple[str, ...]:
    """Return the keys under which articles of `outlet` may stand: its names, or its name and that with its initials."""
    names = names_of(outlet)
    if len(names) > 1:
        return tuple(sorted(names))
    words = WORD.findall(outlet)
    initials = {_initials(words), _initials(word for word in words if word[0].isupper())}
    return (*names, *sorted(f"{_key(outlet)} ({short})" for short in initials if len(short) > 1))


def keys_abbreviated(outlet: str) -> str | None:
    """Return a pattern (GLOB of SQLite) for the keys of names with `outlet` as their abbreviation; None if it is none.

    Of VNA it is "v*[ -]n*[ -]a* (vna)".
    """
    short = _key(outlet)
    return f"{'*[ -]'.join(short)}* ({short})" if _SHORT.fullmatch(short) else None


def _key(name: str) -> str:
    return same_case(name).strip()


def _initials(words: Iterable[str]) -> str:
    return _key("".join(word[0] for word in words))
