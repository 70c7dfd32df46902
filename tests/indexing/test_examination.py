"""`qa doctor`: it notices what is wrong, says what mends it, and leaves alone what mends itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qa.archive import connections as archive_connections
from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.encoder.arrays import ModelIdentity
from qa.indexing.examination import examine, repair
from qa.ingestion.passages import PASSAGE_RULES
from qa.reports import Finding
from qa.search.derived import open_derived
from qa.search.generations import Generations
from tests.archive.sample import encoded, interview, new_archive
from tests.bag_encoder import BagEncoder

PLANT = interview("plant", "Both sides sign the agreement in 2026.", "The delta is flat.")
BOATS = interview("boats", "The boats stay in port.")
REBUILT = "rebuilt from the archive: vector index, lexical index, token statistics, token vectors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index in order: archive, published indexes, nobody writing."""
    with new_archive(tmp_path / "index", PLANT) as archive:
        archive.bind(BagEncoder().identity, passage_rules=PASSAGE_RULES)
        open_derived(archive.folder, archive)
    return archive.folder


def wrong(folder: Path, identity: ModelIdentity | None = None) -> dict[str, tuple[str, str | None]]:
    return {f.check: (f.message, f.next_step) for f in examine(folder, identity=identity) if not f.ok}


def test_an_index_in_order_passes_every_check(folder: Path) -> None:
    """These lines are what a person reads to trust the index."""
    assert examine(folder, identity=BagEncoder().identity) == [
        Finding("archive", True, "1 articles, 2 passages, every offset and vector verified"),
        Finding("model", True, BagEncoder().identity.label),
        Finding("passages", True, f"cut by the current rules ({PASSAGE_RULES})"),
        Finding("derived", True, "in step with the archive, at change 1"),
        Finding("vectors", True, "those of the archive's 2 passages"),
        Finding("words", True, "those of the archive's 2 passages"),
        Finding("token statistics", True, "those of the archive's 2 passages"),
        Finding("token vectors", True, "those of the archive's 2 passages"),
    ]
    assert repair(folder) == []


def test_no_index_is_a_finding_with_its_next_step(tmp_path: Path) -> None:
    """The doctor is asked exactly when something does not work; it must not fail itself."""
    (finding,) = examine(tmp_path)
    assert (finding.check, finding.ok, finding.next_step) == ("archive", False, "build one with: qa index PATH")


def test_derived_indexes_that_are_behind_are_in_order_and_can_be_brought_in_step(folder: Path) -> None:
    """A writer killed after its last commit leaves this; the next question mends it."""
    with Archive.open(folder) as archive:
        archive.put_article(encoded(BOATS))
    assert wrong(folder) == {}
    behind = [f.message for f in examine(folder) if f.check == "derived"]
    assert behind == ["1 changes behind the archive; they catch up when next opened"]
    assert repair(folder) == ["brought the derived indexes in step with the archive, at change 2"]
    assert repair(folder) == []
    assert wrong(folder) == {}


def test_derived_indexes_never_built_are_in_order(folder: Path) -> None:
    """Killed during its very first run, an index has none; they are built when next opened."""
    (Generations(folder).folder / "manifest.json").unlink()
    assert wrong(folder) == {}
    assert repair(folder) == ["brought the derived indexes in step with the archive, at change 1"]


@pytest.mark.parametrize("name", ["vectors.faiss", "tokens.npy", "lexical/meta.json", "token-vectors/1.signs"])
def test_a_damaged_derived_file_is_named_and_mended(folder: Path, name: str) -> None:
    """Repair takes everything from the archive and encodes nothing."""
    path = Generations(folder).folder / "00000001" / name
    path.write_bytes(path.read_bytes()[:-1])
    message, next_step = wrong(folder)["derived"]
    assert str(path) in message
    assert next_step == "qa doctor --repair"
    assert repair(folder) == [REBUILT]
    assert wrong(folder) == {}


def test_derived_indexes_of_another_archive_are_noticed(folder: Path, tmp_path: Path) -> None:
    """Files copied from elsewhere must not answer for this archive."""
    with new_archive(tmp_path / "other", BOATS) as other:
        open_derived(other.folder, other)
    Generations(folder).folder.rename(tmp_path / "away")
    Generations(other.folder).folder.rename(Generations(folder).folder)
    assert wrong(folder)["derived"][0] == "made from another archive or with another model"
    repair(folder)
    assert wrong(folder) == {}


@pytest.mark.parametrize(
    ("damage", "checks"),
    [
        ("UPDATE pooled_vectors SET vector = (SELECT vector FROM pooled_vectors WHERE passage = 2), "
         "checksum = NULL", ["vectors"]),
        ("UPDATE token_vectors SET token_ids = (SELECT token_ids FROM token_vectors WHERE passage = 2), "
         "signs = (SELECT signs FROM token_vectors WHERE passage = 2), "
         "places = (SELECT places FROM token_vectors WHERE passage = 2), checksum = NULL",
         ["token statistics", "token vectors"]),
    ],
)  # fmt: skip
def test_indexes_that_do_not_hold_the_archives_vectors_are_noticed(
    folder: Path, damage: str, checks: list[str]
) -> None:
    """In step by number but not by content: only a comparison of all of it can tell."""
    with closing(sqlite3.connect(folder / ARCHIVE_NAME)) as connection, connection:
        connection.execute(damage)
    connection.close()
    assert list(wrong(folder)) == checks
    assert {next_step for _, next_step in wrong(folder).values()} == {"qa doctor --repair"}
    repair(folder)
    assert wrong(folder) == {}


def test_another_model_in_the_settings_is_noticed(folder: Path) -> None:
    """Asked with it, the index would refuse; the doctor says why and what to set."""
    message, next_step = wrong(folder, ModelIdentity("other", "0" * 64, 384))["model"]
    assert message == f"vectors come from {BagEncoder().identity.label}, the settings ask for other@{'0' * 12}"
    assert next_step is not None
    assert "QA_MODEL to bag-of-words" in next_step


def test_passages_cut_by_older_rules_are_noticed(folder: Path) -> None:
    """After an upgrade the next `qa index` cuts them anew; until then it is worth knowing."""
    with Archive.open(folder) as archive:
        archive.bind(BagEncoder().identity, passage_rules="0")
    assert wrong(folder) == {"passages": (f"cut by rules 0, current are {PASSAGE_RULES}", "qa index PATH")}


def test_a_changed_text_is_noticed_and_not_glossed_over(folder: Path) -> None:
    """The archive is the record: nothing can mend it but the articles themselves."""
    with closing(sqlite3.connect(folder / ARCHIVE_NAME)) as connection, connection:
        connection.execute("UPDATE texts SET text = replace(text, '2026', '2027')")
    connection.close()
    message, next_step = wrong(folder)["archive"]
    assert "the text of article 'plant' is not the one it was indexed with" in message
    assert next_step is not None
    assert next_step.endswith("index the articles again: qa index PATH")


def test_a_damaged_archive_file_is_noticed(folder: Path) -> None:
    """Bytes overwritten in the middle of the file, as a failing disk does it."""
    path = folder / ARCHIVE_NAME
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 20] = os_noise(4096 * 17)
    path.write_bytes(content)
    (finding,) = [f for f in examine(folder) if not f.ok]
    assert finding.check == "archive"
    assert finding.next_step is not None


def os_noise(count: int) -> bytes:
    return bytes(n * 37 % 251 for n in range(count))


def test_an_archive_of_a_newer_version_says_upgrade(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Going back a version must not look like damage."""
    monkeypatch.setattr(archive_connections, "FORMAT", 0)
    (finding,) = examine(folder)
    assert (finding.ok, finding.next_step) == (False, "upgrade interview-qa")
