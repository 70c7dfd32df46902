"""One article from bytes: canonical text, limits, and a reason and next step for everything that is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import UnreadableArticle
from qa.ingestion import article_parser
from qa.ingestion.article_parser import FORMATS, parse_article
from qa.records import Article
from tests.ingestion.zoo import make_docx, make_pdf

LIMIT = 10_000


def parse(data: bytes, suffix: str = ".txt", *, article_id: str = "a", max_chars: int = LIMIT) -> Article:
    return parse_article(data, article_id=article_id, source="/x/a" + suffix, suffix=suffix, max_chars=max_chars)


def fault(data: bytes, suffix: str = ".txt", *, article_id: str = "a", max_chars: int = LIMIT) -> UnreadableArticle:
    with pytest.raises(UnreadableArticle) as caught:
        parse(data, suffix, article_id=article_id, max_chars=max_chars)
    assert caught.value.source == "/x/a" + suffix
    assert caught.value.next_step
    return caught.value


def test_an_article_says_whose_it_is_and_of_which_format() -> None:
    """Id and source come from the caller, the format from the suffix, letter case ignored."""
    assert parse(b"Words.", ".TXT", article_id="2025/a.TXT") == Article(
        id="2025/a.TXT", text="Words.", format="txt", source="/x/a.TXT"
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_the_text_is_what_python_reads_from_the_file(text: str) -> None:
    """Offsets must hold for anyone who opens the file: nothing is normalised, no line end changed."""
    text = "A\r\n" + text
    assert parse(text.encode()).text == text
    assert parse(text.encode(), ".md").text == text


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_byte_order_mark_stays_in_the_text_and_out_of_the_body(suffix: str, tmp_path: Path) -> None:
    """As `open(path, encoding="utf-8", newline="")` gives it, so that offsets agree."""
    path = tmp_path / "bom"
    path.write_bytes(b"\xef\xbb\xbfWords.\r\nMore.")
    article = parse(path.read_bytes(), suffix)
    with path.open(encoding="utf-8", newline="") as file:
        assert article.text == file.read()
    assert article.body_start == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_utf16_and_utf32_are_known_by_their_signature(encoding: str) -> None:
    """Windows programs save "Unicode" so."""
    article = parse("Ninh Thuận\r\n".encode(encoding))
    assert (article.text, article.body_start) == ("Ninh Thuận\r\n", 0)


def test_another_encoding_is_refused_with_the_byte_and_the_command() -> None:
    """A guessed encoding would make quotations that are not in the article."""
    error = fault("Nguyễn said “yes”.".encode("cp1258", "replace"))
    assert error.reason == "not UTF-8: byte 12 is 0x93 (invalid start byte)"
    assert error.next_step == "convert it to UTF-8, such as: iconv -f windows-1252 -t utf-8 /x/a.txt"


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"", ".txt", "empty: not one letter or digit"),
        (b" \r\n\t\n", ".md", "empty: not one letter or digit"),
        (b"\xef\xbb\xbf", ".txt", "empty: not one letter or digit"),
        ("\u200b…\n".encode(), ".txt", "empty: not one letter or digit"),
        (b"---\ntitle: T\n---\n \n", ".md", "no text behind the front matter"),
        (b"words\x00words", ".txt", "binary data, not text"),
        (bytes(range(1, 32)) * 9, ".txt", "binary data, not text"),
        ("words".encode("utf-16-le"), ".txt", "binary data, not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ".md", "binary data, not text"),
        (b"\xff\xfea", ".txt", "not UTF-16: byte 2 is 0x61 (truncated data)"),
        (b"words", ".doc", "files ending in .doc are not read"),
        (b"words", "", "a file without a suffix is not read"),
        (b"words " * 2_000, ".txt", "too large: 12,000 characters, the limit is 10,000 characters"),
        (b"words " * 20_000, ".txt", "too large: 120,000 bytes, the limit is 10,000 characters"),
    ],
)
def test_what_is_no_article_is_named_with_its_reason(data: bytes, suffix: str, reason: str) -> None:
    """The user learns what is wrong with which file."""
    assert fault(data, suffix).reason == reason


def test_too_large_names_the_setting() -> None:
    """The limit is the user's to raise."""
    assert fault(b"words", max_chars=4).next_step == "split the article, or raise QA_MAX_ARTICLE_CHARS"


def test_characters_are_counted_not_bytes() -> None:
    """A text of four-byte characters at the limit fits."""
    assert parse("𝔸".encode() * LIMIT).text == "𝔸" * LIMIT


@pytest.mark.parametrize(
    ("article_id", "reason"),
    [
        ("a\nb.txt", r"its id 'a\nb.txt' contains control characters"),
        ("a\udce9.txt", r"its name 'a\udce9.txt' is not UTF-8"),
        ("a" * 1001, "its id is 1,001 characters long, the limit is 1,000"),
    ],
)
def test_an_id_must_be_printable(article_id: str, reason: str) -> None:
    """Ids stand in lists, addresses and JSON; a file name on Linux can be any bytes."""
    error = fault(b"words", article_id=article_id)
    assert (error.reason, error.next_step) == (reason, "rename it")


@pytest.mark.parametrize(
    ("suffix", "library", "data", "extra"),
    [(".pdf", "pypdf", make_pdf(["Words"]), "pdf"), (".docx", "docx", make_docx(["Words"]), "docx")],
)
def test_a_missing_extra_is_named_with_the_line_that_installs_it(
    suffix: str, library: str, data: bytes, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDF and Word support is optional; the rest of the folder is read all the same."""
    monkeypatch.setitem(sys.modules, library, None)
    error = fault(data, suffix)
    assert error.reason == f"reading {suffix} files needs the extra '{extra}'"
    assert error.next_step == f"pip install 'interview-qa[{extra}]'"


@pytest.mark.parametrize("suffix", sorted(FORMATS))
@given(data=st.binary(max_size=200))
def test_any_bytes_are_an_article_or_a_named_fault(suffix: str, data: bytes) -> None:
    """Whatever a parser library raises on a damaged file, the run goes on."""
    try:
        article = parse(data, suffix)
    except UnreadableArticle:
        return
    assert article.sha256
    assert 0 <= article.body_start < len(article.text)


@pytest.mark.parametrize(
    ("suffix", "data"),
    [(".pdf", make_pdf(["Words of page one", "Page two"])), (".docx", make_docx(["Words"], table=[["a", "b"]]))],
)
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_an_article_or_a_named_fault(
    suffix: str, data: bytes, at: float, byte: int, cut: bool
) -> None:
    """Downloads break off, disks flip bytes; what the library makes of it must not end the run."""
    place = int(at * len(data))
    damaged = data[:place] + (b"" if cut else bytes([byte]) + data[place + 1 :])
    try:
        article = parse(damaged, suffix)
    except UnreadableArticle:
        return
    assert article.sha256


def test_an_article_whose_metadata_our_code_falls_over_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever indexes a folder can report it, and goes on with the rest."""

    def falls(_: Article) -> Article:
        raise ValueError("day is out of range")

    monkeypatch.setattr(article_parser, "with_inferred", falls)
    with pytest.raises(UnreadableArticle, match=r"a\.txt: a fault of this program: ValueError: day is out") as caught:
        parse(b"Some words.", suffix=".txt")
    assert "report it" in caught.value.next_step
