"""What keys are, how they come, and that they are compared by digest."""

from __future__ import annotations

import base64
import hashlib

import pytest
from starlette.datastructures import Headers

from qa.errors import InvalidSetting
from qa.settings import Settings
from qa.web.access.keys import Keys, presented_key

READ, WRITE, NEXT = "reading-key-0001", "writing-key-0001", "writing-key-0002"


def test_each_key_has_its_right_and_several_are_good_at_once() -> None:
    """So that a new key can be handed out before the old one is taken away."""
    digest = "sha256:" + hashlib.sha256(NEXT.encode()).hexdigest().upper()
    keys = Keys(Settings(read_keys=(READ,), write_keys=(WRITE, digest)))
    holders = [keys.holder(key) for key in (READ, WRITE, NEXT)]
    assert [holder.right if holder else None for holder in holders] == ["read", "write", "write"]
    assert keys.holder(READ + "x") is None
    assert keys.holder("") is None
    assert keys.holder(digest) is None  # the digest is no key
    assert WRITE not in repr(vars(keys))


def test_every_known_key_is_compared_whichever_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time taken must not tell how near a guess came, nor which key it was."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(known: bytes, given: bytes) -> bool:
        compared.append((known, given))
        return known == given

    monkeypatch.setattr("hmac.compare_digest", compare)
    keys = Keys(Settings(read_keys=(READ,), write_keys=(WRITE, NEXT)))
    keys.holder(WRITE)
    keys.holder("nobody's")
    assert len(compared) == 6
    assert {len(part) for pair in compared for part in pair} == {32}


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({}, None),
        ({"authorization": "Bearer abc"}, "abc"),
        ({"authorization": "bearer  abc "}, "abc"),
        ({"x-api-key": "abc"}, "abc"),
        ({"authorization": "Basic " + base64.b64encode(b"anybody:a:bc").decode()}, "a:bc"),
        ({"authorization": "Basic %%%"}, ""),
        ({"authorization": "Negotiate x", "x-api-key": "abc"}, "abc"),
        ({"authorization": "Bearer", "x-api-key": "abc"}, "abc"),
    ],
)
def test_a_key_comes_as_bearer_header_or_password(headers: dict[str, str], key: str | None) -> None:
    """Programs send the first two, browsers the last."""
    assert presented_key(Headers(headers)) == key


@pytest.mark.parametrize("key", ["short", "sha256:abc", "sha256:" + "g" * 64])
def test_a_key_that_is_none_is_refused_without_naming_it(key: str) -> None:
    """The message ends up in a log."""
    with pytest.raises(InvalidSetting) as caught:
        Keys(Settings(write_keys=(WRITE, key)))
    assert caught.value.message.startswith("number 2 of write_keys ")
    assert key not in str(caught.value)
