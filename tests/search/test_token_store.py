"""The token store: what the archive holds, byte for byte, however it came in and whatever a disk did to it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import IndexDamaged
from qa.search.token_segment import Blobs
from qa.search.token_store import SignRows, TokenStore, extend_store

DIMENSION = 64
OPEN = Path("/proc/self/fd")


def passage(passage_id: int, tokens: int, *, places: int = 4, dimension: int = DIMENSION) -> Blobs:
    """Return a passage with so many tokens, all of its bytes its own; `places` bytes of each token's place."""
    draw = np.random.default_rng(passage_id)
    sizes = (4 * tokens, tokens * ((dimension + 7) // 8), places * tokens)
    return (passage_id, *(draw.integers(0, 256, size, dtype=np.uint8).tobytes() for size in sizes))  # type: ignore[return-value]


def read(store: TokenStore, ids: list[int]) -> dict[int, tuple[bytes, bytes, bytes]]:
    return {
        i: (one.token_ids.tobytes(), one.signs.tobytes(), b"" if one.spans is None else one.spans.tobytes())
        for i, one in store.vectors(np.array(ids, dtype=np.int64)).items()
    }


def rows_of(found: SignRows) -> dict[int, bytes]:
    parts = np.split(found.signs, np.cumsum(found.counts)[:-1]) if len(found.ids) else []
    return {i: part.tobytes() for i, part in zip(found.ids.tolist(), parts, strict=True)}


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9), st.sampled_from([0, 4, 8])), max_size=30),
    st.lists(st.integers(1, 29), max_size=4),
    st.sets(st.integers(0, 130)),
    st.sampled_from([DIMENSION, 24, 12]),
)
def test_what_was_put_in_comes_out_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory,
    sizes: list[tuple[int, int, int]],
    cuts: list[int],
    wanted: set[int],
    dimension: int,
) -> None:
    """However many times it was added to, whichever ids are missing, and for any number of bytes a token."""
    folder = tmp_path_factory.mktemp("store")
    ids = np.cumsum([step for step, _, _ in sizes], dtype=np.int64).tolist()
    every = [passage(i, tokens, places=p, dimension=dimension) for i, (_, tokens, p) in zip(ids, sizes, strict=True)]
    bounds = [0, *sorted({min(cut, len(every)) for cut in cuts}), len(every)]
    for first, end in pairwise(bounds):
        extend_store(folder, every[first:end], dimension)
    store = TokenStore.open(folder, dimension)
    assert len(store) == len(ids)
    kept = {one[0]: one for one in every if one[0] in wanted}
    assert read(store, sorted(wanted)) == {i: (words, signs, places) for i, words, signs, places in kept.values()}
    assert rows_of(store.signs(np.array(sorted(wanted), dtype=np.int64))) == {i: one[2] for i, one in kept.items()}
    assert store.holds(every)
    assert not store.holds([*every, passage(1000, 2, dimension=dimension)])


def test_a_passage_that_is_not_as_it_was_is_not_held(tmp_path: Path) -> None:
    """Only a comparison of all bytes tells a store of this archive from one of another."""
    every = [passage(1, 3), passage(2, 5)]
    extend_store(tmp_path, every, DIMENSION)
    number, words, signs, places = every[1]
    changed = [(words[:-1] + b"x", signs, places), (words, signs[:-1] + b"x", places), (words, signs, b"")]
    store = TokenStore.open(tmp_path, DIMENSION)
    assert store.holds(every)
    assert [store.holds([every[0], (number, *one)]) for one in changed] == [False] * 3


def test_segments_stay_few_and_large_ones_are_left_alone(tmp_path: Path) -> None:
    """An added article must not wait for all others to be written again, nor may each leave a file behind for ever."""
    extend_store(tmp_path, [passage(i, 4) for i in range(1, 401)], DIMENSION)
    first = (tmp_path / "1.signs").stat().st_ino
    most = 0
    for i in range(401, 501):
        extend_store(tmp_path, [passage(i, 4)], DIMENSION)
        most = max(most, len(list(tmp_path.glob("*.npy"))))
    assert (tmp_path / "1.signs").stat().st_ino == first
    assert most <= 8  # the logarithm of what was added
    assert TokenStore.open(tmp_path, DIMENSION).holds([passage(i, 4) for i in range(1, 501)])
    extend_store(tmp_path, [passage(i, 4) for i in range(501, 701)], DIMENSION)
    assert len(list(tmp_path.glob("*"))) == 3


def test_nothing_to_add_leaves_nothing_behind(tmp_path: Path) -> None:
    """An index without passages, or a change of metadata only, has no segment of no passages."""
    extend_store(tmp_path, [], DIMENSION)
    assert list(tmp_path.iterdir()) == []
    store = TokenStore.open(tmp_path, DIMENSION)
    assert (len(store), store.vectors(np.array([1])), rows_of(store.signs(np.array([1])))) == (0, {}, {})


@pytest.mark.parametrize("name", ["1.signs", "1.words"])
@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:20] + bytes([b[20] ^ 1]) + b[21:]])
def test_a_byte_that_a_disk_has_changed_is_an_error_and_not_another_rank(
    name: str, damage: object, tmp_path: Path
) -> None:
    """Large files are not compared with their digest when they are opened."""
    extend_store(tmp_path, [passage(1, 3), passage(2, 5)], DIMENSION)
    path = tmp_path / name
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    store = TokenStore.open(tmp_path, DIMENSION)
    with pytest.raises(IndexDamaged, match=name):
        store.vectors(np.array([1, 2]))


def _nothing_in_memory(*_: object) -> int:
    raise BlockingIOError


def _half_in_memory(_file: int, parts: Sequence[memoryview], _start: int, _flags: int) -> int:
    half = len(parts[0]) // 2
    parts[0][:half] = b"\xff" * half
    return half


@pytest.mark.parametrize("instead", [_nothing_in_memory, _half_in_memory, None])
def test_what_is_not_in_memory_is_waited_for(
    instead: Callable[..., int] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question reads at once what is in memory; the same comes from a disk, and where a system cannot tell."""
    extend_store(tmp_path, (passage(i, 5) for i in range(1, 9)), DIMENSION)
    store = TokenStore.open(tmp_path, DIMENSION)
    expected = read(store, [1, 2, 5, 8])
    if instead is None:
        monkeypatch.delattr(os, "RWF_NOWAIT", raising=False)
        monkeypatch.delattr(os, "posix_fadvise", raising=False)
    else:
        monkeypatch.setattr(os, "preadv", instead, raising=False)
    assert read(store, [1, 2, 5, 8]) == expected
    signs = tmp_path / "1.signs"
    os.truncate(signs, signs.stat().st_size - 1)
    with pytest.raises(IndexDamaged, match="as it was written"):
        store.vectors(np.array([8], dtype=np.int64))


@pytest.mark.parametrize("content", [b"", b"not numpy", b"\x93NUMPY"])
def test_a_table_that_is_none_is_named(content: bytes, tmp_path: Path) -> None:
    """The message must say which file is damaged."""
    extend_store(tmp_path, [passage(1, 3)], DIMENSION)
    (tmp_path / "1.npy").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"1\.npy"):
        TokenStore.open(tmp_path, DIMENSION)


@pytest.mark.skipif(not OPEN.exists(), reason="open files are counted as Linux lists them")
def test_a_store_that_is_no_more_used_has_no_file_open(tmp_path: Path) -> None:
    """A server opens a new state for every change of the index."""
    extend_store(tmp_path, [passage(1, 3)], DIMENSION)
    gc.collect()
    before = len(list(OPEN.iterdir()))
    store = TokenStore.open(tmp_path, DIMENSION)
    assert len(store.vectors(np.array([1]))) == 1
    assert len(list(OPEN.iterdir())) >= before + 2
    del store
    gc.collect()
    assert len(list(OPEN.iterdir())) == before


def test_it_can_be_read_when_its_files_are_removed(tmp_path: Path) -> None:
    """A writer removes a generation while a reader still answers from it."""
    extend_store(tmp_path, [passage(1, 3)], DIMENSION)
    store = TokenStore.open(tmp_path, DIMENSION)
    for path in tmp_path.iterdir():
        path.unlink()
    assert read(store, [1])[1] == passage(1, 3)[1:]
