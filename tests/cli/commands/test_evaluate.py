"""`qa eval` from end to end: real articles and index, words instead of a model."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.cli.main import main
from tests.bag_encoder import BagEncoder
from tests.evaluation.conftest import TEXTS, write_lines

ROOT = Path(__file__).resolve().parents[3]
BENCH = ROOT.parent / "shared" / "bench"


@pytest.fixture(autouse=True)
def words_for_a_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No weights, no setting of the person who runs the tests, and no index in the folder."""
    for name in list(os.environ):
        if name.startswith("QA_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QA_INDEX_DIR", str(tmp_path / "never"))
    monkeypatch.setattr("qa.encoder.onnx_encoder.open_encoder", lambda _: BagEncoder())


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `qa eval` with these arguments; return exit code, stdout and stderr."""

    def run_it(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["eval", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return run_it


def rows_of(out: str) -> dict[str, list[str]]:
    return {row.split("\t")[0]: row.split("\t")[1:] for row in out.splitlines() if "\t" in row}


def test_a_set_is_measured_in_a_temporary_index(run: Run, set_folder: Path, tmp_path: Path) -> None:
    """Every hand-made question shares words with its passage, and nothing is left behind."""
    code, out, err = run(set_folder)
    assert code == 0
    rows = rows_of(out)
    assert rows["right passage first"][::2] == ["1.000", "3"]
    assert rows["citations verified"][0] == "1.000"
    assert rows["near-miss"][0] == "1"
    assert err.startswith("Articles: 2 added")
    assert not (tmp_path / "never").exists()


def test_files_are_written_and_say_the_same(run: Run, set_folder: Path, tmp_path: Path) -> None:
    """The table, the JSON, the report and the run are of one evaluation."""
    names = ("out.json", "out.html", "out.jsonl")
    found, report, returned = (tmp_path / name for name in names)
    code, out, _ = run(set_folder, "--json", found, "--report", report, "--run", returned)
    assert code == 0
    written: dict[str, Any] = json.loads(found.read_text("utf-8"))
    assert [one["id"] for one in written["questions"]] == ["q1", "q2", "q3", "u1"]
    assert f"{written['measures']['pmrr@10']['value']:.3f}" == rows_of(out)["MRR@10 of passages"][0]
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert len(returned.read_text("utf-8").splitlines()) == 4


def test_a_run_is_compared_with_an_earlier_one(run: Run, set_folder: Path, tmp_path: Path) -> None:
    """Against itself nothing has changed; the comparison is in the JSON too."""
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    run(set_folder, "--json", before)
    code, out, _ = run(set_folder, "--compare", before, "--json", after)
    assert code == 0
    assert "right passage first\t1.000\t1.000\t+0.000\t+0.000 to +0.000\t1.000\n" in out
    assert json.loads(after.read_text("utf-8"))["compared"]["hit@1"]["p"] == 1.0


def test_ones_own_articles_and_index_can_be_judged(run: Run, set_folder: Path, tmp_path: Path) -> None:
    """Without docs.jsonl: from a folder of files, or from an index as it is, with the same outcome."""
    (set_folder / "docs.jsonl").unlink()
    files = tmp_path / "files"
    files.mkdir()
    for name, text in TEXTS.items():
        (files / f"{name}.txt").write_text(text, encoding="utf-8")
    judged = [json.loads(row) for row in (set_folder / "qrels.jsonl").read_text("utf-8").splitlines()]
    write_lines(set_folder / "qrels.jsonl", [{**row, "doc": f"{row['doc']}.txt"} for row in judged])
    code, from_files, _ = run(set_folder, "--docs", files)
    assert code == 0
    assert rows_of(from_files)["right passage first"][0] == "1.000"
    index = tmp_path / "index"
    assert main(["index", str(files), "--index", str(index)]) == 0
    code, from_index, _ = run(set_folder, "--index", index)
    assert code == 0
    same = set(rows_of(from_files)) - {"time, p50, ms", "time, p95, ms"}
    assert all(rows_of(from_index)[name] == rows_of(from_files)[name] for name in same)


def test_judgments_that_cannot_be_met_are_said(run: Run, set_folder: Path) -> None:
    """The numbers are low for a reason that is not the answers'."""
    write_lines(set_folder / "docs.jsonl", [{"id": "bridge", "text": TEXTS["bridge"]}])
    code, _, err = run(set_folder)
    assert code == 0
    assert "judgments that no answer can meet (1): q3: no article 'music'" in err


def test_a_sample_asks_fewer_questions(run: Run, set_folder: Path, tmp_path: Path) -> None:
    """For a first look at a large set."""
    found = tmp_path / "out.json"
    assert run(set_folder, "--limit", "2", "--json", found)[0] == 0
    assert len(json.loads(found.read_text("utf-8"))["questions"]) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{set}", "--docs", "{set}", "--index", "{set}"], "--docs and --index exclude each other"),
        (["{set}", "--json", "{set}/no/such/out.json"], "cannot write"),
        (["{set}", "--report", "{set}"], "cannot write"),
        (["{set}", "--compare", "{set}/none.json"], "cannot read"),
        (["{set}/nowhere"], "no queries.jsonl"),
    ],
)
def test_misuse_is_said_before_a_question_is_asked(run: Run, set_folder: Path, arguments: list[str], said: str) -> None:
    """A run takes minutes; a slip in a name should not cost them."""
    code, out, err = run(*(argument.format(set=set_folder) for argument in arguments))
    assert (code, out) == (2, "")
    assert said in err
    assert "Articles:" not in err


def test_a_set_without_articles_asks_for_them(run: Run, set_folder: Path) -> None:
    """Both ways to name them are said."""
    (set_folder / "docs.jsonl").unlink()
    code, _, err = run(set_folder)
    assert code == 2
    assert "--docs PATH" in err
    assert "--index DIR" in err


@pytest.mark.slow
def test_without_arguments_the_starter_set_is_held_to_its_floors(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain words find less than the model: each floor is shown with its verdict, and the exit code says so."""
    monkeypatch.setenv("QA_CORPUS_DIR", str(ROOT / "corpus"))
    code, out, _ = run()
    assert code == 3
    assert "FAIL hit@1 is 0." in out
    assert "ok   offsets_verified is 1.000, must be at least 1.000" in out


@pytest.mark.slow
def test_the_floors_are_those_of_the_default_model(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another model may well be worse here and better elsewhere."""
    monkeypatch.setenv("QA_CORPUS_DIR", str(ROOT / "corpus"))
    monkeypatch.setenv("QA_MODEL", "another")
    code, out, err = run()
    assert code == 0
    assert "must be at least" not in out
    assert "do not hold for another" in err


def test_without_the_corpus_it_says_where_to_run_it(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installed package has the questions, not the articles."""
    monkeypatch.setenv("QA_CORPUS_DIR", str(tmp_path))
    code, _, err = run()
    assert code == 2
    assert "there is no" in err
    assert "QA_CORPUS_DIR" in err
    shutil.rmtree(tmp_path / "never", ignore_errors=True)


@pytest.mark.shared
@pytest.mark.skipif(not BENCH.is_dir(), reason="the evaluation data is not beside the checkout")
def test_a_run_over_the_interviews_scores_as_the_scorer_says(run: Run, tmp_path: Path) -> None:
    """From the files as they are published to the last number."""
    found, returned = tmp_path / "out.json", tmp_path / "run.jsonl"
    folder = BENCH / "interviews"
    code, _, err = run(folder, "--docs", ROOT.parent / "shared" / "interviews", "--json", found, "--run", returned)
    assert code == 0
    assert "judgments" not in err
    scorer: dict[str, Any] = {"__name__": "score"}
    exec(compile((BENCH / "score.py").read_text("utf-8"), "score.py", "exec"), scorer)  # noqa: S102 - the set's own
    files = [folder / "docs.jsonl", folder / "queries.jsonl", folder / "qrels.jsonl", returned]
    theirs, _ = scorer["score"](*map(scorer["rows"], files))
    ours = json.loads(found.read_text("utf-8"))["measures"]
    common = set(theirs) & set(ours)
    assert {"hit@1", "hit@10", "pmrr@10", "evrec@5", "hit@2000c", "mrr@10", "ndcg@10", "docrec@5"} <= common
    for name in common:
        assert ours[name]["value"] == pytest.approx(theirs[name], abs=1e-12), name
    assert ours["offsets_verified"]["value"] == 1.0


def test_without_scipy_it_says_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The image leaves scipy out: it is large, and no question needs it."""
    monkeypatch.setattr("qa.cli.commands.evaluate.find_spec", lambda _: None)
    code, out, err = run()
    assert (code, out) == (3, "")
    assert err == "error: qa eval needs scipy, which is not installed here\nnext: pip install scipy\n"
