"""The digests in corpus/ and the starter judgments over them: true to their own files and in our own words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
STARTER = ROOT / "qa" / "evaluation" / "starter"
INTERVIEWS = ROOT.parent / "shared" / "interviews"

DIGESTS = (
    "hanoi-times-2025-pharmaceuticals.md",
    "lunar-new-year-2025-questions-and-answers.md",
    "vietnamnet-2025-press-briefing.md",
    "vna-2022-review-of-2021.md",
    "vna-2025-tet-interview.md",
)
SHARED_RUN = 8  # words in a row; shorter runs are names, titles and figures, which cannot be said otherwise


def read_text(name: str) -> str:
    """Decode bytes, so that offsets are not shifted by newline translation."""
    return (CORPUS / name).read_bytes().decode("utf-8")


def split_digest(name: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a digest, cut at the second line of dashes."""
    opening, front_matter, body = read_text(name).split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(front_matter), body.strip()


def read_rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (STARTER / name).read_text("utf-8").splitlines()]


def word_runs(text: str, length: int) -> set[str]:
    """Every run of `length` words; case and punctuation ignored, "4.15" and "1,000" kept as one word."""
    words = re.findall(r"[^\W_]+(?:[.,]\d+)*", text.lower())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_the_corpus_is_the_five_digests() -> None:
    """Any other file below corpus/ would be indexed as an article."""
    assert sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()) == list(DIGESTS)


@pytest.mark.parametrize("name", DIGESTS)
def test_front_matter_names_the_interview_it_reports(name: str) -> None:
    """A reader must see from a citation whose words these are, and where the facts come from."""
    metadata, _ = split_digest(name)
    assert metadata["title"].startswith("Digest: ")
    assert metadata["interviewee"] == "Gennady Bezdetko"
    assert metadata["language"] == "en"
    assert "Ambassador Gennady Bezdetko" in metadata["reports"]
    assert metadata.get("outlet") or metadata["outlet_note"].startswith("Left out: ")


@pytest.mark.parametrize("name", DIGESTS)
def test_dates_are_text_with_their_reason(name: str) -> None:
    """Unquoted, YAML makes a number of 2025; undated sources need a word on how the date was found."""
    metadata, _ = split_digest(name)
    assert re.fullmatch(r"\d{4}(-\d{2})?", metadata["published"])
    assert metadata["dated_by"]


@pytest.mark.parametrize("name", DIGESTS)
def test_body_opens_by_calling_itself_a_digest_of_its_outlet(name: str) -> None:
    """The first sentence is what a newcomer reads; the outlet's name must be in it."""
    metadata, body = split_digest(name)
    first_line = body.splitlines()[0]
    assert first_line.startswith("This is a digest of ")
    assert metadata.get("outlet", "an outlet that the saved text does not name") in first_line
    assert 350 <= len(body.split()) <= 700


def test_two_outlets_say_when_ninh_thuan_1_is_expected_to_be_signed() -> None:
    """The question of the README has an answer in one outlet and a second one in another."""
    telling = [name for name in DIGESTS if re.search(r"Ninh Thuan 1[^.]*signed in early 2026", read_text(name))]
    assert telling == ["hanoi-times-2025-pharmaceuticals.md", "vietnamnet-2025-press-briefing.md"]


def test_every_evidence_is_the_slice_its_offsets_name() -> None:
    """Judgments that have drifted from the text would score right answers as wrong."""
    for row in read_rows("qrels.jsonl"):
        assert read_text(row["doc"])[row["start"] : row["end"]] == row["evidence"], row


def test_question_ids_and_texts_are_unique() -> None:
    """A repeated id would merge two questions into one; a repeated text counts one question twice."""
    rows = read_rows("queries.jsonl") + read_rows("unanswerable.jsonl")
    assert len({row["id"] for row in rows}) == len({row["text"].casefold() for row in rows}) == len(rows)
    assert all(set(row) == {"id", "text", "kind"} for row in rows)


def test_every_answerable_question_is_judged_and_no_unanswerable_one() -> None:
    """A question without a judgment can never be answered right."""
    judged = {row["query"] for row in read_rows("qrels.jsonl")}
    assert judged == {row["id"] for row in read_rows("queries.jsonl")}
    assert len(judged) == 56
    assert len(read_rows("unanswerable.jsonl")) == 15


def test_every_digest_answers_something() -> None:
    """The starter set must notice when one of the five articles goes missing."""
    assert {row["doc"] for row in read_rows("qrels.jsonl")} == set(DIGESTS)


@pytest.mark.shared
@pytest.mark.skipif(not INTERVIEWS.is_dir(), reason="the interview texts are not beside the checkout")
@pytest.mark.parametrize("name", DIGESTS)
def test_digests_share_no_wording_with_the_interviews(name: str) -> None:
    """The interviews belong to their publishers: we report facts, in our own words, official names included."""
    theirs: set[str] = set()
    for path in sorted(INTERVIEWS.glob("*.txt")):
        theirs |= word_runs(path.read_text("utf-8"), SHARED_RUN)
    assert len(theirs) > 1000, "the interview texts were not read"
    assert word_runs(read_text(name), SHARED_RUN) & theirs == set()
