"""Passages are whole sentences of one turn, each a slice of the article, and together they hold every word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.ingestion.dialogue.labels import find_labels
from qa.ingestion.passages import MAX_CHARS, MIN_CHARS, PassageLengths, cut_into_passages
from qa.records import Article, Passage, Turn
from qa.text.blocks import find_blocks
from qa.text.sentences import LONGEST_SENTENCE, split_sentences
from tests.growth import MOST_GROWTH, growth

SHARED = Path(__file__).parents[3] / "shared"
SENTENCE = "The ambassador spoke at some length about trade and about energy. "


def _passages(text: str, *, lengths: PassageLengths | None = None) -> list[str]:
    article = Article(id="a", text=text)
    _, passages = cut_into_passages(article, lengths=lengths) if lengths else cut_into_passages(article)
    return [passage.text for passage in passages]


def test_a_long_paragraph_is_cut_into_passages_of_like_length() -> None:
    """Fifteen sentences of 65 characters make two passages, not one full one and a tiny tail."""
    sizes = [len(text) for text in _passages(SENTENCE * 15)]
    assert len(sizes) == 2
    assert all(MIN_CHARS <= size <= MAX_CHARS for size in sizes)
    assert max(sizes) - min(sizes) <= len(SENTENCE)


def test_passages_begin_and_end_at_sentences() -> None:
    """A quotation cut inside a sentence can say the opposite."""
    text = "".join(f"Sentence number {n} of the U.S. President says something new. " for n in range(60))
    sentences = [text[start:end] for start, end in split_sentences(text, 0, len(text))]
    assert " ".join(_passages(text)).split(". S") == " ".join(sentences).split(". S")
    assert all(passage.startswith("Sentence") and passage.endswith("new.") for passage in _passages(text))


def test_passages_prefer_to_end_where_paragraphs_end() -> None:
    """A paragraph is one thought; 520 and 650 characters are both fine lengths."""
    text = SENTENCE * 8 + "\n\n" + SENTENCE * 10
    assert [len(passage) for passage in _passages(text)] == [8 * 66 - 1, 10 * 66 - 1]


def test_a_heading_opens_the_passage_below_it() -> None:
    """Its words help to find the passage and tell the reader where it stands."""
    text = f"{SENTENCE * 7}\n\nNuclear talks enter the final phase\n\n{SENTENCE * 7}"
    assert [passage[:20] for passage in _passages(text)] == ["The ambassador spoke", "Nuclear talks enter "]


def test_captions_are_passages_of_their_own_kind_and_debris_is_in_none() -> None:
    """Picture, file name and text stand in one file and must not be glued together."""
    article = Article(id="a", text="One sentence. Another one.\n\nW-IMG_1.jpg\nA man. Photo: VNA\n\nA third one.\n")
    _, passages = cut_into_passages(article)
    assert [(passage.kind, passage.text) for passage in passages] == [
        ("body", "One sentence. Another one."),
        ("caption", "A man. Photo: VNA"),
        ("body", "A third one."),
    ]
    assert [passage.ordinal for passage in passages] == [0, 1, 2]
    assert {passage.id for passage in passages} == {0}


def test_a_passage_carries_its_speaker_and_its_question() -> None:
    """Who says it, and in reply to what, is half of what a citation states."""
    text = "What was achieved?\n\nAmbassador Lee: Much.\nWhat comes next?\n\nAmbassador Lee: More.\n"
    article = Article(id="a", text=text)
    turns, passages = cut_into_passages(article)
    assert [(passage.text, passage.speaker, passage.role, passage.turn) for passage in passages] == [
        ("What was achieved?", None, "interviewer", 0),
        ("Much.", "Ambassador Lee", "interviewee", 1),
        ("What comes next?", None, "interviewer", 2),
        ("More.", "Ambassador Lee", "interviewee", 3),
    ]
    questions = [
        text[passage.question.start : passage.question.end] if passage.question else None for passage in passages
    ]
    assert questions == [None, "What was achieved?", None, "What comes next?"]
    assert len(turns) == 4


def test_front_matter_is_in_no_passage() -> None:
    """The body begins where the article says."""
    text = "---\ntitle: x\n---\nThe body."
    _, passages = cut_into_passages(Article(id="a", text=text, format="md", body_start=17))
    assert [(passage.start, passage.text) for passage in passages] == [(17, "The body.")]


def test_lengths_can_be_chosen() -> None:
    """How long passages should be is measured, so it can be varied."""
    short = _passages(SENTENCE * 30, lengths=PassageLengths(minimum=100, target=200, maximum=300))
    assert all(100 <= len(passage) <= 300 for passage in short)


def test_a_very_long_sentence_is_bounded() -> None:
    """Text without punctuation must not become one passage."""
    assert max(map(len, _passages("word " * 5_000))) <= LONGEST_SENTENCE


@pytest.mark.parametrize("text", ["", " \n", "[MUSIC]", "\ufeff", "---\n"])
def test_a_text_without_words_has_no_passages(text: str) -> None:
    """Nothing to cite is not an error."""
    assert cut_into_passages(Article(id="a", text=text)) == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["a", "“", "word ", "“a. I am ", "a\n", "ANNA LEE: b\nBOB RAY: c?\n", "# A\n", "(", "Go. "]
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    """A hostile megabyte must not hang an index run."""

    def work(size: int) -> None:
        cut_into_passages(Article(id="a", text=unit * (size // len(unit))))

    assert growth(work, 10_000) < MOST_GROWTH


_LINES = st.sampled_from(
    (
        "",
        " ",
        "a.jpg",
        "[MUSIC]",
        "Anna Lee",
        "1",
        "# Title",
        "A man. Photo: VNA",
        "ANNA LEE: yes?",
        "BOB RAY: no. I am.",
    )
) | st.sampled_from(
    ("**Why?**", "Q: So?", "A: So.", "It went on.", "שלום. מה שלומך?", "😀 e\u0301. Next", "--", SENTENCE * 12)
)
_BREAKS = st.sampled_from(("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\x0c", "\u2028"))
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.tuples(_LINES, _BREAKS), max_size=25).map(lambda pairs: "".join(map("".join, pairs))),
)
NAMES = st.sampled_from((None, "Anna Lee", "", "Bob Ray and Anna Lee"))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(0, 5), NAMES, NAMES)
def test_passages_hold_every_word_of_the_body_once(
    text: str, body_start: int, interviewee: str | None, interviewer: str | None
) -> None:
    """What a passage leaves out is a label, debris, or the marks around a bold question; nothing is quoted twice."""
    start = min(body_start, len(text))
    article = Article(id="a", text=text, body_start=start, interviewee=interviewee, interviewer=interviewer)
    turns, passages = cut_into_passages(article)
    _check(article, turns, passages)
    assert (turns, passages) == cut_into_passages(article)


def _check(article: Article, turns: tuple[Turn, ...], passages: tuple[Passage, ...]) -> None:
    text = article.text
    blocks = find_blocks(text, article.body_start, len(text))
    left_out = [(block.start, block.end) for block in blocks if block.kind == "debris"]
    left_out += [(label.start, label.end) for label in find_labels(article, blocks)]
    outside = {index for start, end in left_out for index in range(start, end)}
    position = article.body_start
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.strip() == passage.text != ""
        turn = turns[passage.turn]
        assert turn.start <= passage.start < passage.end <= turn.end
        assert (turn.speaker, turn.role) == (passage.speaker, passage.role)
        _check_gap(text, position, passage.start, outside)
        position = passage.end
    _check_gap(text, position, len(text), outside)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert [turn.ordinal for turn in turns] == list(range(len(turns)))
    assert all(before.end <= after.start for before, after in pairwise(turns))
    assert {passage.turn for passage in passages} == set(range(len(turns)))


def _check_gap(text: str, start: int, end: int, outside: set[int]) -> None:
    assert start <= end
    assert all(text[index].isspace() or text[index] in "*_" or index in outside for index in range(start, end))


def _shared_articles() -> Iterator[Article]:
    for path in sorted((SHARED / "interviews").glob("*.txt")):
        yield Article(id=path.name, text=path.read_text(encoding="utf-8"))
    with (SHARED / "bench/podcast/docs.jsonl").open(encoding="utf-8") as lines:
        for line in list(lines)[::10]:
            row = json.loads(line)
            yield Article(id=row["id"], text=row["text"], title=row["title"], format="jsonl")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared beside the checkout")
def test_real_articles_keep_every_word() -> None:
    """The same property on the interviews and on every tenth podcast."""
    for article in _shared_articles():
        _check(article, *cut_into_passages(article))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared beside the checkout")
def test_gold_words_of_the_podcasts_have_the_right_speaker() -> None:
    """At least 98 % of the judged spans that lie in one turn; two turns cannot be one quotation."""
    articles = {}
    with (SHARED / "bench/podcast/docs.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            articles[row["id"]] = Article(id=row["id"], text=row["text"], title=row["title"], format="jsonl")
    cut = {name: cut_into_passages(article)[1] for name, article in articles.items()}
    right = within = 0
    with (SHARED / "bench/podcast/qrels.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            covering = [p for p in cut[gold["doc"]] if p.start < gold["end"] and p.end > gold["start"]]
            if len({passage.turn for passage in covering}) == 1:
                within += 1
                right += covering[0].speaker == gold["speaker"]
    assert within >= 220
    assert right >= 0.98 * within
