"""What is derived from the archive, kept in step with it: vectors, words, token statistics and token vectors.

On disk each state is a folder of its own, derived/<generation>/, never changed once it is named by
derived/manifest.json, which is replaced in one step. So a writer killed at any instant leaves the last whole state,
and a reader in another process never sees half of one. The manifest carries the archive's sequence and the stamp of
that change; a state that does not belong to this archive's history is not used.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.archive.archive import Archive
from qa.archive.rows import Changes, Ids
from qa.archive.writer_lock import WriterLock, is_locked
from qa.errors import IndexBusy, IndexDamaged, NotWritten
from qa.search.generations import Generations, Manifest
from qa.search.layered_index import CLUSTERED_FROM, CLUSTERS_NAME, LayeredIndex
from qa.search.lexical_index import LexicalIndex
from qa.search.token_index import TokenIndex
from qa.search.token_store import TokenStore, extend_store

LEXICAL = "lexical"
TOKENS = "tokens.npy"
STORED_TOKENS = "token-vectors"

# Removed passages still count in tantivy's statistics. Up to the first size the words are indexed anew instead, so that
# scores depend on the articles alone and not on their past (half a second). Up to the second that takes seconds, which
# a changed article should not wait for: there it is done when as many passages as this share of all count wrongly.
ALWAYS_REINDEX_WORDS_BELOW = 4_000
REINDEX_WORDS_BELOW = 20_000
STALE_SHARE = 0.05
# Token vectors of removed passages stay in their file; when they are half of it, it is written anew without them.
MOST_STORED = 2.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """One state of the three, to search in; never changed, so it can be swapped for a newer one at any time.

    Attributes:
        sequence, stamp: the archive's change that it has seen.
        generation: number of the folder it was read from; None when it lives in memory only.
    """

    vectors: LayeredIndex
    lexical: LexicalIndex
    tokens: TokenIndex
    sequence: int
    stamp: str
    generation: int | None


def open_derived(folder: Path, archive: Archive, *, writable: bool = True) -> Derived:
    """Return the derived indexes for `archive`, in step with it.

    What is on disk and current is opened. What is behind catches up, and what is missing, damaged or of another
    history is rebuilt, both from stored vectors. The outcome is published when `writable` and the folder allows it,
    otherwise it stays in memory. While another process writes, its latest published state is returned although the
    archive may be ahead: that process publishes again soon.
    """
    generations = Generations(folder)
    found = _read(generations, archive)
    if found is not None and is_current(found, archive):
        return found
    if not archive.readonly:
        return publish_derived(folder, archive)
    if writable and generations.can_be_written():
        try:
            lock = WriterLock(folder)
        except IndexBusy:
            return found or _in_memory(archive)
        except NotWritten:
            return _in_memory(archive)
        try:
            return publish_derived(folder, archive)
        except NotWritten as error:
            # A full disk keeps nobody from asking: what is committed can be read, and the rest made of it.
            logger.warning("answering from memory: %s", error)
            return _in_memory(archive)
        finally:
            lock.release()
    return found if found is not None and is_locked(folder) else _in_memory(archive)


def refresh_derived(derived: Derived, folder: Path, archive: Archive) -> Derived:
    """Return `derived` itself while it is the newest there is, else a newer one; cheap enough for every question."""
    if is_current(derived, archive):
        return derived
    if archive.stamp(derived.sequence) == derived.stamp and is_locked(folder):
        manifest = Generations(folder).manifest()
        if manifest is None or manifest.generation == derived.generation:
            return derived
    return open_derived(folder, archive)


def publish_derived(folder: Path, archive: Archive, *, from_scratch: bool = False) -> Derived:
    """Write a generation in step with `archive` and make it the current one; the caller holds the writer lock."""
    generations = Generations(folder)
    current = None if from_scratch else _read(generations, archive)
    if current is not None and is_current(current, archive):
        return current
    base = _read(generations, archive, mapped=False) if current is not None else None
    with archive.snapshot(), generations.writing() as place:
        built = _advance(base, archive, generations, place)
        built.vectors.save(place)
        clusters = built.vectors.clusters
        if clusters is not None and base is not None and clusters is base.vectors.clusters:
            generations.copy_from(base.generation, CLUSTERS_NAME, place / CLUSTERS_NAME)
        elif clusters is not None:
            clusters.save(place / CLUSTERS_NAME)
        built.tokens.save(place / TOKENS)
        identity = archive.identity()
        generations.publish(
            place,
            sequence=built.sequence,
            stamp=built.stamp,
            model=identity.label if identity else "",
            recall=built.vectors.recall,
        )
    published = _read(generations, archive)
    if published is None:
        raise IndexDamaged(folder, "what was just written cannot be read back", next_step="check the disk")
    return published


def _in_memory(archive: Archive) -> Derived:
    with archive.snapshot():
        return _advance(None, archive, None, None)


def _advance(base: Derived | None, archive: Archive, generations: Generations | None, place: Path | None) -> Derived:
    """Return what `base` becomes in step with `archive`, or all of it anew; files go to `place`, if there is one."""
    seen = base.sequence if base else 0
    changes = archive.changes_since(seen)
    vectors = _vectors(base, archive, changes)
    tokens = base.tokens if base else TokenIndex.empty(archive)
    tokens.catch_up(seen, changes)
    lexical = _lexical(base, archive, generations, place / LEXICAL if place else None, changes, len(vectors))
    lexical.commit()
    if place is not None:
        _store_tokens(place / STORED_TOKENS, base, archive, generations, changes)
    return Derived(vectors, lexical, tokens, changes.sequence, changes.stamp, None)


def _vectors(base: Derived | None, archive: Archive, changes: Changes) -> LayeredIndex:
    dimension = archive.dimension() or 1  # FAISS makes no index of none
    passages = archive.counts()[1]
    # An archive too large for a flat index is not loaded into one first.
    if base is None and passages >= CLUSTERED_FROM:
        return LayeredIndex.cluster(dimension, lambda: archive.pooled_after(0), passages)
    vectors = base.vectors if base else LayeredIndex.empty(dimension)
    vectors.remove(changes.removed)
    for ids, rows in archive.pooled_after(changes.after):
        vectors.add(ids, rows)
    if vectors.wants_clusters():
        return LayeredIndex.cluster(dimension, lambda: archive.pooled_after(0), passages)
    return vectors


def _lexical(
    base: Derived | None,
    archive: Archive,
    generations: Generations | None,
    words: Path | None,
    changes: Changes,
    passages: int,
) -> LexicalIndex:
    outdated = np.concatenate([changes.removed, changes.renamed])
    if base is None or generations is None or words is None or _words_are_stale(base.lexical, outdated, passages):
        lexical = LexicalIndex.create(words)
        lexical.add(archive.words_after(0))
        return lexical
    generations.copy_from(base.generation, LEXICAL, words)
    lexical = LexicalIndex.open(words)
    lexical.remove(outdated.tolist())
    lexical.add(archive.words_of(changes.renamed.tolist()))
    lexical.add(archive.words_after(changes.after))
    return lexical


def _store_tokens(
    target: Path, base: Derived | None, archive: Archive, generations: Generations | None, changes: Changes
) -> None:
    """Write the token vectors of all passages to `target`: what `base` has is linked, unless most of it is removed."""
    stored = 0 if base is None else len(base.tokens.store)
    most = MOST_STORED * archive.counts()[1]
    if base is not None and generations is not None and stored > 0 and stored + len(changes.added) <= most:
        generations.copy_from(base.generation, STORED_TOKENS, target)
        after = changes.after
    else:
        target.mkdir()
        after = 0
    extend_store(target, archive.token_blobs_after(after), archive.dimension())


def _words_are_stale(lexical: LexicalIndex, outdated: Ids, passages: int) -> bool:
    """Say whether the words of `passages` are to be indexed anew, now that `outdated` are removed from `lexical`."""
    if not len(outdated) or passages > REINDEX_WORDS_BELOW:
        return False
    return passages <= ALWAYS_REINDEX_WORDS_BELOW or lexical.stale() + len(outdated) > STALE_SHARE * passages


def _read(generations: Generations, archive: Archive, *, mapped: bool = True) -> Derived | None:
    # A writer may remove a generation between our reading the manifest and opening the files; the manifest then
    # names a newer one already.
    manifest = generations.manifest()
    while manifest is not None:
        if not belongs(manifest, archive):
            return None
        try:
            return load_derived(generations.place(manifest), manifest, archive, mapped=mapped)
        except (IndexDamaged, OSError):
            newer = generations.manifest()
            if newer is None or newer.generation == manifest.generation:
                return None
            manifest = newer
    return None


def load_derived(place: Path, manifest: Manifest, archive: Archive, *, mapped: bool = True) -> Derived:
    """Open one generation as it is; raises IndexDamaged. `mapped` says that it will only be searched."""
    manifest.verify(place)
    return Derived(
        vectors=LayeredIndex.load(place, mapped=mapped),
        lexical=LexicalIndex.open(place / LEXICAL),
        tokens=TokenIndex.load(place / TOKENS, archive, TokenStore.open(place / STORED_TOKENS, archive.dimension())),
        sequence=manifest.sequence,
        stamp=manifest.stamp,
        generation=manifest.generation,
    )


def belongs(manifest: Manifest, archive: Archive) -> bool:
    """Say whether the manifest's generation was made from this archive's history, with its model."""
    identity = archive.identity()
    model = identity.label if identity else ""
    return manifest.model == model and archive.stamp(manifest.sequence) == manifest.stamp


def is_current(derived: Derived, archive: Archive) -> bool:
    """Say whether `derived` has seen the archive's last change."""
    return derived.sequence == archive.sequence and archive.stamp(derived.sequence) == derived.stamp
