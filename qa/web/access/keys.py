"""Keys and what they allow: configured ones are kept as digests only, and compared in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import Headers

from qa.errors import InvalidSetting
from qa.settings import Settings

Right = Literal["read", "write"]
DIGEST = re.compile(r"sha256:([0-9a-fA-F]{64})")
# A key that can be guessed is none; `openssl rand -hex 32` gives 64 characters.
FEWEST_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Holder:
    """Who presented a key that is known: what it allows, and its digest, which tells holders apart."""

    right: Right
    digest: bytes


class Keys:
    """The keys of the settings; several of a kind are all good, so that one can follow another without a gap."""

    def __init__(self, settings: Settings) -> None:
        writers = _digests("write_keys", settings.write_keys)
        readers = _digests("read_keys", settings.read_keys)
        self._known = [*(Holder("write", one) for one in writers), *(Holder("read", one) for one in readers)]
        self.has_writers = bool(writers)

    def holder(self, presented: str) -> Holder | None:
        """Return whose key this is, None for nobody's; takes as long whichever it is."""
        digest = hashlib.sha256(presented.encode("utf-8", "surrogateescape")).digest()
        found = None
        for known in self._known:
            if hmac.compare_digest(known.digest, digest) and found is None:
                found = known
        return found


def presented_key(headers: Headers) -> str | None:
    """Return the key in `Authorization` (Bearer, or the password of Basic, which browsers ask for) or `X-API-Key`."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and rest.strip():
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return headers.get("x-api-key")


def _digests(name: str, keys: Iterable[str]) -> list[bytes]:
    return [_digest(name, number, key) for number, key in enumerate(keys, start=1)]


def _digest(name: str, number: int, key: str) -> bytes:
    # Neither message holds the key: messages are logged.
    if found := DIGEST.fullmatch(key):
        return bytes.fromhex(found[1])
    if key.startswith("sha256:"):
        raise InvalidSetting(
            f"number {number} of {name} is no SHA-256 digest", next_step="write sha256: and 64 hexadecimal digits"
        )
    if len(key) < FEWEST_CHARACTERS:
        raise InvalidSetting(
            f"number {number} of {name} has {len(key)} characters, fewer than {FEWEST_CHARACTERS}",
            next_step="make one with: openssl rand -hex 32",
        )
    return hashlib.sha256(key.encode()).digest()
