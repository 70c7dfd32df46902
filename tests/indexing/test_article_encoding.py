"""What is encoded of an article, and what is taken from its older version."""

from __future__ import annotations

from pathlib import Path

from qa.archive.archive import Archive
from qa.archive.overrides import NO_OVERRIDES, Overrides
from qa.archive.rows import PassageVectors
from qa.indexing.article_encoding import Reading, encode_readings, label_texts
from qa.records import Article
from tests.bag_encoder import BagEncoder, encode

PARAGRAPHS = [
    f"{words} " + "It was a long day for everybody who stood on the shore and looked. " * 9
    for words in ("The bridge opened in May.", "The steel came from Norway.", "It carries trams every ten minutes.")
]


def article(*paragraphs: str, title: str = "The bridge") -> Article:
    return Article("bridge.txt", "\n\n".join(paragraphs), source="/bridge.txt", title=title)


class _Texts(list[str]):
    """Encodes, and remembers what it was given."""

    def __call__(self, texts: list[str]) -> list[PassageVectors]:
        self += texts
        return [PassageVectors.from_encoding(encode(text)) for text in texts]


def put(archive: Archive, reading: Reading) -> tuple[_Texts, int, tuple[int, ...]]:
    texts = _Texts()
    (encoded,) = encode_readings([reading], texts, archive, model_digest="m")
    return texts, encoded.fresh_passages, archive.put_article(encoded)


def test_a_new_article_is_encoded_whole(tmp_path: Path) -> None:
    """Every passage and every label, in one call."""
    with Archive.open(tmp_path, create=True) as archive:
        archive.bind(BagEncoder().identity, passage_rules="1")
        texts, fresh, ids = put(archive, Reading(article(*PARAGRAPHS), NO_OVERRIDES))
    assert texts == [*(p.strip() for p in PARAGRAPHS), "The bridge"]
    assert (fresh, ids) == (3, (1, 2, 3))


def test_of_a_changed_article_only_what_is_new_is_encoded(tmp_path: Path) -> None:
    """A corrected paragraph costs a paragraph; all of its passages get new ids, since their places are others."""
    with Archive.open(tmp_path, create=True) as archive:
        archive.bind(BagEncoder().identity, passage_rules="1")
        put(archive, Reading(article(*PARAGRAPHS), NO_OVERRIDES))
        before = archive.stored_vectors("bridge.txt")
        texts, fresh, ids = put(archive, Reading(article("Not " + PARAGRAPHS[0], *PARAGRAPHS[1:]), NO_OVERRIDES))
        after = archive.stored_vectors("bridge.txt")
        assert archive.problems() == []
    assert texts == ["Not " + PARAGRAPHS[0].strip()]
    assert (fresh, ids) == (1, (4, 5, 6))
    kept = PARAGRAPHS[1].strip()
    assert (after.passages[kept].pooled == before.passages[kept].pooled).all()


def test_an_article_whose_words_are_the_same_keeps_its_ids(tmp_path: Path) -> None:
    """Whatever is said about it."""
    with Archive.open(tmp_path, create=True) as archive:
        archive.bind(BagEncoder().identity, passage_rules="1")
        put(archive, Reading(article(*PARAGRAPHS), NO_OVERRIDES))
        texts, fresh, ids = put(archive, Reading(article(*PARAGRAPHS), Overrides({"title": "Steel", "place": "Oslo"})))
        assert archive.changes_since(1).renamed.tolist() == [1, 2, 3]
        assert archive.changes_since(1).added.tolist() == []
        assert archive.changes_since(1).removed.tolist() == []
    assert (texts, fresh, ids) == (["Steel"], 0, (1, 2, 3))


def test_the_fingerprint_tells_what_was_read_and_what_was_said() -> None:
    """Else a run would leave an article as it is although something about it changed."""
    read = article(*PARAGRAPHS)
    marks = {
        Reading(read, NO_OVERRIDES).fingerprint("m"),
        Reading(read, NO_OVERRIDES).fingerprint("n"),
        Reading(read, Overrides({"title": "Steel"})).fingerprint("m"),
        Reading(read, Overrides(given={"title": "Steel"})).fingerprint("m"),
        Reading(article(*PARAGRAPHS, title="Steel"), NO_OVERRIDES).fingerprint("m"),
    }
    assert len(marks) == 5


def test_names_read_out_of_the_text_are_no_part_of_its_title_label() -> None:
    """They stand in the text already; stated or given by hand they are."""
    stated = Article("a.txt", "x", title="Talks", interviewee="Ana Lima", interviewer="Vera Kolm")
    read = Article("a.txt", "x", title="Talks", interviewee="Ana Lima", inferred={"interviewee": "the first line"})
    assert label_texts(stated, ())["title"] == "Talks. Ana Lima. Vera Kolm"
    assert label_texts(read, ())["title"] == "Talks"


def test_vectors_of_an_older_version_get_the_places_of_their_tokens(tmp_path: Path) -> None:
    """They cost no encoding, and passages without them cost every question that shows them."""
    encoder = BagEncoder()
    with Archive.open(tmp_path, create=True) as archive:
        archive.bind(encoder.identity, passage_rules="1")
        _, _, ids = put(archive, Reading(article(*PARAGRAPHS), NO_OVERRIDES))
        with archive._connections.transaction() as writer:
            writer.execute("UPDATE token_vectors SET places = x'', checksum = NULL")
        assert archive.token_vectors(ids)[ids[0]].spans is None
        reading = Reading(article(*PARAGRAPHS, title="Another"), NO_OVERRIDES)
        (encoded,) = encode_readings([reading], _Texts(), archive, model_digest="m", tokenize=encoder.tokenize)
        assert archive.put_article(encoded) == ids
        for passage in archive.passages_of("bridge.txt"):
            spans = archive.token_vectors([passage.id])[passage.id].spans
            assert spans is not None
            assert spans.tolist() == encoder.tokenize(passage.text)[1].tolist()
