"""What `qa doctor` looks at: the archive, what is derived from it, and the model they were made with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from qa.archive.archive import Archive
from qa.archive.schema import FORMAT
from qa.encoder.arrays import Floats, ModelIdentity
from qa.errors import IndexDamaged, IndexMissing, QaError
from qa.ingestion.passages import PASSAGE_RULES
from qa.reports import Finding
from qa.search.derived import Derived, belongs, load_derived, publish_derived
from qa.search.generations import Generations
from qa.search.token_index import TokenIndex
from qa.search.vector_index import unit_rows

REPAIR = "qa doctor --repair"
# Problems named one by one; of the others only the number is told.
NAMED = 3


def examine(folder: Path, *, identity: ModelIdentity | None = None) -> list[Finding]:
    """Return what was checked and what came of it; `identity` is the encoder the settings ask for.

    Derived indexes that are merely behind the archive are in order: they catch up when next opened.
    """
    try:
        archive = Archive.open(folder, readonly=True)
    except (IndexMissing, IndexDamaged) as error:
        return [Finding("archive", False, error.message, error.next_step)]
    with archive, archive.snapshot():
        contents = _contents(archive, folder)
        if not contents.ok:
            return [contents]
        return [contents, *_model(archive, identity), *_derived(archive, folder)]


def repair(folder: Path) -> list[str]:
    """Mend what can be mended from the archive; return what was done, one line each."""
    with Archive.open(folder) as archive:
        done = _updated(archive)
        contents = _contents(archive, folder)
        if not contents.ok:
            raise IndexDamaged(archive.path, contents.message, next_step=contents.next_step or "run: qa doctor")
        if not all(finding.ok for finding in _derived(archive, folder)):
            publish_derived(folder, archive, from_scratch=True)
            return [
                *done,
                "rebuilt from the archive: vector index, lexical index, token statistics, token vectors",
            ]
        before = Generations(folder).manifest()
        after = publish_derived(folder, archive)
        if before is not None and before.generation == after.generation:
            return done
        return [*done, f"brought the derived indexes in step with the archive, at change {after.sequence}"]


def _updated(archive: Archive) -> list[str]:
    older = archive.older_format
    return [] if older is None else [f"brought the archive from format {older} up to {FORMAT}, nothing encoded again"]


def _contents(archive: Archive, folder: Path) -> Finding:
    try:
        problems = archive.problems()
    except IndexDamaged as error:
        problems = [error.reason]
    if problems:
        more = f", and {len(problems) - NAMED} more" if len(problems) > NAMED else ""
        step = f"move {folder} away and index the articles again: qa index PATH"
        return Finding("archive", False, "; ".join(problems[:NAMED]) + more, step)
    articles, passages = archive.counts()
    return Finding("archive", True, f"{articles} articles, {passages} passages, every offset and vector verified")


def _model(archive: Archive, identity: ModelIdentity | None) -> Iterator[Finding]:
    found = archive.identity()
    if found is None or not archive.counts()[0]:
        return
    if identity is not None and found != identity:
        step = f"set QA_MODEL to {found.name}, or index into another folder with --index DIR"
        yield Finding("model", False, f"vectors come from {found.label}, the settings ask for {identity.label}", step)
    else:
        yield Finding("model", True, found.label)
    rules = archive.passage_rules()
    if rules == PASSAGE_RULES:
        yield Finding("passages", True, f"cut by the current rules ({rules})")
    else:
        yield Finding("passages", False, f"cut by rules {rules}, current are {PASSAGE_RULES}", "qa index PATH")


def _derived(archive: Archive, folder: Path) -> Iterator[Finding]:
    generations = Generations(folder)
    manifest = generations.manifest()
    if manifest is None:
        yield Finding("derived", True, "not built yet; that happens when they are next opened")
        return
    if not belongs(manifest, archive):
        yield Finding("derived", False, "made from another archive or with another model", REPAIR)
        return
    place = generations.place(manifest)
    try:
        manifest.verify(place, whole=True)
        derived = load_derived(place, manifest, archive)
    except (QaError, OSError) as error:
        yield Finding("derived", False, str(error), REPAIR)
        return
    behind = archive.sequence - manifest.sequence
    if behind:
        yield Finding("derived", True, f"{behind} changes behind the archive; they catch up when next opened")
        return
    yield Finding("derived", True, f"in step with the archive, at change {manifest.sequence}")
    yield from _contents_of(derived, archive)


def _contents_of(derived: Derived, archive: Archive) -> Iterator[Finding]:
    changes = archive.changes_since(0)
    wanted = changes.added
    ids, rows = derived.vectors.contents()
    stored = [unit_rows(part) for _, part in archive.pooled_after(0)]
    same = np.array_equal(ids, wanted) and (not stored or _alike(rows, np.concatenate(stored), derived))
    yield _compared("vectors", same, len(wanted))
    yield _compared("words", np.array_equal(derived.lexical.ids(), wanted), len(wanted))
    counted = TokenIndex.empty(archive)
    counted.catch_up(0, changes)
    yield _compared("token statistics", counted.agrees_with(derived.tokens), len(wanted))
    yield _compared("token vectors", derived.tokens.store.holds(archive.token_blobs_after(0)), len(wanted))


def _alike(rows: Floats, stored: Floats, derived: Derived) -> bool:
    # Clusters hold half precision: 11 bits, of values up to 1.
    least = 0.0 if derived.vectors.clusters is None else 5e-4
    return rows.shape == stored.shape and bool(np.abs(rows - stored).max(initial=0.0) <= least)


def _compared(check: str, same: bool, passages: int) -> Finding:
    if same:
        return Finding(check, True, f"those of the archive's {passages} passages")
    return Finding(check, False, "not those of the archive's passages", REPAIR)
