"""What `qa info` and `qa doctor` tell."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from qa.cli.commands.info import readable_size
from qa.cli.main import main
from qa.reports import Finding
from tests.cli.fakes import INFO, FakeService

SOUND = Finding("archive", True, "12 articles, offsets verified")
DAMAGED = Finding("vectors", False, "3 changes behind", "qa doctor --repair")


def test_info_for_a_person(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """The state of the index at a glance."""
    assert main(["info"]) == 0
    assert service.closed == 1
    assert capsys.readouterr().out == (
        "index      index\n"
        "articles   1\n"
        "passages   2\n"
        "outlets    The Courier\n"
        "speakers   Ana Lima, Ben Okri\n"
        "published  2025-12-30\n"
        "model      tiny@abc\n"
        "vectors    flat\n"
        "sequence   4 (derived indexes 1 behind; they catch up by themselves)\n"
        "size       2.5 KiB (archive 2.0 KiB, vectors 512 B)\n"
    )


def test_info_as_json(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Every field under its name."""
    assert main(["info", "--json"]) == 0
    assert service.closed == 1
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(asdict(INFO)))


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 20, "5.0 MiB"), (3 << 40, "3072.0 GiB")]
)
def test_sizes_are_readable(count: int, text: str) -> None:
    """The largest unit below the size."""
    assert readable_size(count) == text


def test_a_sound_index_is_exit_code_0(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """A script needs no more than the code."""
    service.findings = [SOUND]
    assert main(["doctor", "--index", "there"]) == 0
    assert capsys.readouterr().out == "ok   archive: 12 articles, offsets verified\n"
    assert str(service.settings.index_dir) == "there"


def test_a_finding_names_the_command_that_mends_it(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and what to type next."""
    service.findings = [SOUND, DAMAGED]
    assert main(["doctor"]) == 3
    assert capsys.readouterr().out == (
        "ok   archive: 12 articles, offsets verified\nFAIL vectors: 3 changes behind\n     next: qa doctor --repair\n"
    )


def test_repair_says_what_it_did(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Mended first, then checked."""
    service.repaired = ["rebuilt vectors"]
    service.findings = [SOUND]
    assert main(["doctor", "--repair"]) == 0
    assert capsys.readouterr().out == "repaired: rebuilt vectors\nok   archive: 12 articles, offsets verified\n"


def test_doctor_without_repair_changes_nothing(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking must be safe."""
    service.repaired = ["rebuilt vectors"]
    main(["doctor"])
    assert "repaired" not in capsys.readouterr().out


def test_doctor_as_json(service: FakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """One object: whether all is well, what was done, every check."""
    service.findings = [SOUND, DAMAGED]
    assert main(["doctor", "--json"]) == 3
    assert json.loads(capsys.readouterr().out) == {
        "ok": False,
        "repaired": [],
        "findings": [asdict(SOUND), asdict(DAMAGED)],
    }
