"""What is inside each format: text, metadata, and the faults peculiar to it."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import UnreadableArticle
from qa.ingestion.formats import docx, html, jsonl, markdown, pdf, plain
from qa.ingestion.formats.content import Content
from tests.growth import MOST_GROWTH, growth
from tests.ingestion.zoo import make_docx, make_pdf

PAGE = """<!-- saved from url=(0025)https://saved.example/page -->
<html lang="vi"><head><meta charset="{charset}"><title>Đại sứ | The Daily</title>
<meta property="og:title" content="Đại sứ nói về Ninh Thuận 1"><meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2025-12-30T08:00:00+07:00"><meta name="author" content="Lan Nguyen">
{canonical}</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/b">Business</a></li></ul></nav>
<article><h1>Đại sứ nói về Ninh Thuận 1</h1>
<p><strong>Q: When is it expected to be signed?</strong><br>A: We expect early 2026, after talks on each clause.</p>
<p>Chúng tôi hy vọng sẽ ký vào đầu năm 2026. The signing, he said, would be an event of the year.</p>
<p>A further paragraph follows here so that the page holds an article, as pages of newspapers do.</p></article>
<footer>© 2021 The Daily. All rights reserved.</footer></body></html>"""
CANONICAL = '<link rel="canonical" href="https://daily.example/a">'


def reason(module: object, data: bytes, *, max_chars: int = 10_000) -> str:
    with pytest.raises(UnreadableArticle) as caught:
        module.read(data, source="/x/a", max_chars=max_chars)  # type: ignore[attr-defined]
    assert caught.value.source == "/x/a"
    return caught.value.reason


def read_line(record: object) -> Content:
    return jsonl.read(json.dumps(record).encode(), source="/x/a:1", max_chars=10_000)


# plain text


def test_dashes_at_the_start_of_plain_text_are_text() -> None:
    """A transcript may begin with a rule; its turns look like YAML and must not vanish."""
    text = "---\nKEVIN SCOTT: Hello.\n---\nWelcome."
    assert plain.read(text.encode(), source="a", max_chars=99) == Content(text)
    for text in ("---\nno end", "---\n- a\n---\nb", "---\ndate: next week\n---\nb"):
        assert plain.read(text.encode(), source="a", max_chars=99) == Content(text)


def test_front_matter_in_plain_text_is_read_when_it_states_a_field() -> None:
    """Some write their metadata into .txt files too."""
    text = "---\ntitle: T\nmood: calm\n---\nWords."
    assert plain.read(text.encode(), source="a", max_chars=99) == Content(text, text.index("Words"), {"title": "T"})


# Markdown


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The title #\n\nWords", "The title"),
        ("Words\n\n   # Later \n# Second", "Later"),
        ("---\noutlet: X\n---\n# Below\n", "Below"),
        ("---\ntitle: Stated\n---\n# Below\n", "Stated"),
        ("```sh\n# a comment\n```\n# Real\n", "Real"),
        ("~~~\n```\n# inside\n~~~\n# Real\n", "Real"),
        ("\ufeff# Marked\r\nWords", "Marked"),
        ("# In C# and F#\nWords", "In C# and F#"),
        ("# Apart \t##\t\nWords", "Apart"),
        ("## Only a second level\n#hashtag\nWords", None),
    ],
)
def test_the_first_heading_is_the_title_unless_one_is_stated(text: str, title: str | None) -> None:
    """Most Markdown has a heading and no front matter."""
    assert markdown.read(text.encode(), source="a", max_chars=999).metadata.get("title") == title


def test_a_heading_of_blanks_takes_time_in_proportion() -> None:
    """A damaged file must not hold up an index."""

    def work(size: int) -> None:
        markdown.read(f"# Far{' ' * size}apart".encode(), source="a", max_chars=2 * size)

    assert growth(work, 100_000) < MOST_GROWTH


# JSON Lines


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_the_text_field_is_the_canonical_text_unchanged(text: str) -> None:
    """Offsets point into the field as any JSON reader gives it."""
    assert read_line({"id": "a", "text": text}).text == text
    assert read_line({"text": "\ufeff" + text}).body_start == 1


@pytest.mark.parametrize(("stated", "expected"), [("ep 1", "ep 1"), (7, "7"), (None, None), ("", None)])
def test_ids_are_strings_or_whole_numbers(stated: object, expected: str | None) -> None:
    """A line without one gets its id from its place."""
    assert read_line({"id": stated, "text": "Words"}).id == expected


def test_metadata_stands_at_the_top_or_below_and_what_is_unusable_is_left_out() -> None:
    """Data sets are made for other ends: their texts count, even where a date or title is not ours."""
    inner = {"title": "inner", "outlet": "X", "date": 2025, "source": "file.txt", "url": "ftp://x"}
    record: dict[str, object] = {
        "id": "a",
        "title": "Top",
        "text": "Words",
        "metadata": inner,
        "source": "s",
        "turns": [[0, 2]],
    }
    assert read_line(record).metadata == {"title": "Top", "outlet": "X", "published": "2025"}
    record = {"text": "Words", "title": "", "published": "soon", "byline": ["A", "B"], "language": True, "metadata": 3}
    assert read_line(record).metadata == {"byline": "A, B"}


def test_control_characters_and_excess_are_cut_from_metadata() -> None:
    """Titles are printed in terminals and matched with every question."""
    metadata = read_line({"text": "Words", "title": "a\x1b[31m\n  b", "byline": "w" * 5_000}).metadata
    assert metadata == {"title": "a [31m b", "byline": "w" * 999 + "…"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"{'id': 1}", "not JSON: Expecting property name enclosed in double quotes at character 2 of the line"),
        (b'{"text": "a"', "not JSON: Expecting ',' delimiter at character 13 of the line"),
        (b"[1]", "a list, not an object"),
        (b"null", "null, not an object"),
        (b'{"id": 1}', "no text"),
        (b'{"text": null}', "text is null, not a string"),
        (b'{"text": ["a"]}', "text is a list, not a string"),
        (b'{"id": true, "text": "a"}', "id is true or false, not a string or a whole number"),
        (b'{"id": 1.5, "text": "a"}', "id is a number, not a string or a whole number"),
        (b'{"text": "a\xe9"}', "not UTF-8: byte 11 of the line is 0xe9 (invalid continuation byte)"),
        (b'{"text": "a \\ud83d b"}', "an escape such as \\ud83d stands for half a character"),
        (b'{"id": "\\udc00", "text": "a"}', "an escape such as \\ud83d stands for half a character"),
        (b'{"title": "\\udc00", "text": "a"}', "an escape such as \\ud83d stands for half a character"),
    ],
)
def test_a_line_that_is_no_article_is_named(line: bytes, expected: str) -> None:
    """The report must lead to the fault inside a line of thousands of characters."""
    assert reason(jsonl, line) == expected


@pytest.mark.parametrize("line", [b'{"text": ' + b"[" * 100_000, b'{"text": "a", "n": ' + b"9" * 5_000 + b"}"])
def test_extreme_json_is_a_fault_like_others(line: bytes) -> None:
    """Brackets a hundred thousand deep, a number of thousands of digits."""
    assert reason(jsonl, line).startswith("not usable as JSON: ")


def test_pairs_of_escapes_are_one_character() -> None:
    """Many writers of JSON escape everything above ASCII."""
    assert jsonl.read(b'{"text": "\\ud83d\\ude00"}', source="a", max_chars=9).text == "😀"


def test_lines_are_split_with_bounded_memory() -> None:
    """Blank lines count but are not given; a line over the limit comes as None, and the next one is whole."""
    long = b"x" * 3_000_000
    file = BytesIO(b"\n  \r\na\n" + long + b"\nb\r\n\n" + long)
    assert list(jsonl.split_lines(file, limit=10)) == [(3, b"a\n"), (4, None), (5, b"b\r\n"), (7, None)]
    assert list(jsonl.split_lines(BytesIO(long + b"\na"), limit=len(long) + 1)) == [(1, long + b"\n"), (2, b"a")]


# web pages


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "made-up"])
def test_a_page_gives_its_article_and_what_it_states(charset: str) -> None:
    """Menus and footers are no part of the article; a page in UTF-8 is UTF-8 whatever it declares."""
    content = html.read(PAGE.format(charset=charset, canonical=CANONICAL).encode(), source="a", max_chars=9_999)
    assert content.text.split("\n\n")[-3:] == [
        "Q: When is it expected to be signed?\nA: We expect early 2026, after talks on each clause.",
        "Chúng tôi hy vọng sẽ ký vào đầu năm 2026. The signing, he said, would be an event of the year.",
        "A further paragraph follows here so that the page holds an article, as pages of newspapers do.",
    ]
    assert "Business" not in content.text
    assert "All rights" not in content.text
    assert content.metadata == {
        "title": "Đại sứ nói về Ninh Thuận 1",
        "outlet": "The Daily",
        "published": "2025-12-30",
        "byline": "Lan Nguyen",
        "url": "https://daily.example/a",
        "language": "vi",
    }


def test_line_ends_of_the_markup_are_white_space_and_blocks_stand_apart() -> None:
    """A sentence must not be cut where its source happens to wrap; transcripts in <pre> keep their lines."""
    last = "This paragraph has the length that makes a page an article, as those of newspapers have. " * 4
    last = last.strip()
    page = """<html><body><article><h1>Head</h1><p>It is expected
      to be <em>signed</em> in
early\xa02026.</p><ul><li>First
item</li><li>Second</li></ul><table><tr><td>Year</td><td>2025
or 2026</td></tr><tr><td>Sum</td><td>10</td></tr></table>
<pre>KEVIN: Hello.
ANDREW: Hi.</pre><p>LAST</p></article></body></html>""".replace("LAST", last)
    assert html.read(page.encode(), source="a", max_chars=999).text.split("\n\n") == [
        "Head",
        "It is expected to be signed in early 2026.",
        "First item",
        "Second",
        "Year | 2025 or 2026\nSum | 10",
        "KEVIN: Hello.\nANDREW: Hi.",
        last,
    ]


def test_the_address_a_browser_notes_when_saving_serves_where_the_page_states_none() -> None:
    """Without an address a citation has no link."""
    content = html.read(PAGE.format(charset="utf-8", canonical="").encode(), source="a", max_chars=9_999)
    assert content.metadata["url"] == "https://saved.example/page"


def test_a_declared_charset_is_followed_as_browsers_do() -> None:
    """Pages that say iso-8859-1 mean windows-1252, the quotes prove it."""
    page = (
        "<html><head><meta charset='iso-8859-1'></head><body><p>He said “déjà vu” to us.</p><p>Words.</p></body></html>"
    )
    assert html.read(page.encode("cp1252"), source="a", max_chars=999).text == "He said “déjà vu” to us.\n\nWords."
    old = (
        '<html><meta http-equiv="Content-Type" content="text/html; charset=KOI8-R"><p>Привет, мир.</p><p>Да.</p></html>'
    )
    assert html.read(old.encode("koi8-r"), source="a", max_chars=999).text == "Привет, мир.\n\nДа."


def test_a_charset_is_never_guessed() -> None:
    """A wrong guess would be quoted as the speaker's words."""
    page = b"<html><body><p>d\xe9j\xe0 vu</p></body></html>"
    assert reason(html, page) == "not UTF-8: byte 16 is 0xe9 (invalid continuation byte)"
    declared = page.replace(b"<body>", b"<meta charset='shift_jis'><body>")
    assert reason(html, declared).startswith("neither UTF-8 nor what the page declares, shift_jis: ")
    unknown = page.replace(b"<body>", b"<meta charset='made-up'><body>")
    assert reason(html, unknown) == "neither UTF-8 nor what the page declares, made-up: unknown encoding: made-up"


@pytest.mark.parametrize(
    "page",
    [b"", b"<html></html>", b"<html><head><title>T</title></head><body><script>x=1</script></body></html>"],
    ids=["empty", "no-body", "script-only"],
)
def test_a_page_without_an_article_is_named(page: bytes) -> None:
    """Pages that draw their text by script are saved without it."""
    assert reason(html, page) == "no article text found in the page"


def test_a_fragment_is_a_page() -> None:
    """Exports often hold one paragraph and no <html>."""
    assert html.read(b"<p>Only one paragraph.</p>", source="a", max_chars=99).text == "Only one paragraph."


def test_elements_a_hundred_thousand_deep_do_not_crash() -> None:
    """The HTML parser is C code; its own depth limit ends the page."""
    page = b"<html><body>" + b"<div>" * 100_000 + b"<p>Words</p></body></html>"
    assert reason(html, page) == "no article text found in the page"


# PDF


def test_pages_are_joined_by_blank_lines_and_empty_ones_left_out() -> None:
    """The creation date is the file's, not the interview's."""
    content = pdf.read(make_pdf(["First page.", "", "“Third” page."], title="The title"), source="a", max_chars=999)
    assert content == Content("First page.\n\n“Third” page.", metadata={"title": "The title", "byline": "Lan Nguyen"})


def test_scans_are_named_with_the_tool_that_reads_them() -> None:
    """A PDF of pictures looks like text to its reader."""
    with pytest.raises(UnreadableArticle) as caught:
        pdf.read(make_pdf(["", ""]), source="a.pdf", max_chars=999)
    assert caught.value.reason == "no text layer on any of 2 pages"
    assert "ocrmypdf" in caught.value.next_step


def test_a_password_is_named_and_an_empty_one_opens() -> None:
    """Files that only forbid printing open in every viewer without a question."""
    locked = make_pdf(["Words"], password="opensesame")  # noqa: S106 - guards nothing
    assert reason(pdf, locked) == "encrypted with a password"
    assert pdf.read(make_pdf(["Words"], password=""), source="a", max_chars=99).text == "Words"


def test_a_pdf_stops_at_the_limit() -> None:
    """Pages are not read further than the limit."""
    assert reason(pdf, make_pdf(["twelve chars"] * 9), max_chars=30) == (
        "too large: 36 characters or more, the limit is 30 characters"
    )


# Word


def test_paragraphs_and_tables_come_in_order() -> None:
    """Questions and answers are sometimes set as a table."""
    table = [["Q", "When is it\nsigned?"], ["A", "Early 2026."]]
    data = make_docx(["Before", "", "After"], title="The title", author="Lan Nguyen", table=table)
    assert docx.read(data, source="a", max_chars=99) == Content(
        "Before\n\nQ | When is it signed?\n\nA | Early 2026.\n\nAfter",
        metadata={"title": "The title", "byline": "Lan Nguyen"},
    )


def test_the_name_a_program_leaves_is_no_author() -> None:
    """python-docx, or a new computer, would be cited as the byline."""
    assert docx.read(make_docx(["Words"], author="python-docx"), source="a", max_chars=99).metadata == {}


def test_what_the_reader_of_the_document_sees_is_read() -> None:
    """Tracked inserts and content controls count, tracked deletions and text boxes do not."""
    paragraph = (
        "<w:ins><w:r><w:t>new </w:t></w:r></w:ins><w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        "<w:r><w:t>words</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r>"
    )
    body = f"<w:sdt><w:sdtContent><w:p>{paragraph}</w:p></w:sdtContent></w:sdt>"
    data = replace_body(make_docx(["x"]), body)
    assert docx.read(data, source="a", max_chars=99).text == "new words"


def replace_body(data: bytes, body: str) -> bytes:
    """Return the Word file with other content."""
    before, after = BytesIO(data), BytesIO()
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                start, end = part.index(b"<w:body>") + len(b"<w:body>"), part.index(b"</w:body>")
                part = part[:start] + body.encode() + part[end:]
            new.writestr(name, part)
    return after.getvalue()


def test_old_and_encrypted_word_files_are_named() -> None:
    """Both are in the container that Word used before .docx."""
    assert reason(docx, bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 99) == (
        "encrypted with a password, or an old .doc under the name of a .docx"
    )


def test_a_zip_bomb_is_not_unpacked() -> None:
    """A few kilobytes can stand for gigabytes; the directory of the package says so beforehand."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", b"x")
        package.infolist()[0].file_size = 10**9
    assert reason(docx, packed.getvalue()) == "too large: 1,000,000,000 bytes unpacked, the limit is 536,870,912"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"@type": "NewsArticle", "dateline": "Hanoi"}, "Hanoi"),
        ({"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "locationCreated": {"name": "Hue"}}]}, "Hue"),
        ([{"@type": "http://schema.org/Article", "locationCreated": "Hue"}], "Hue"),
        ({"@type": "NewsArticle", "contentLocation": {"name": "Hue"}}, None),
        ({"@type": "Organization", "locationCreated": "Hue"}, None),
        ({"@type": "NewsArticle", "dateline": {"x": 1}, "locationCreated": [3]}, None),
        ([[[[[[[[{"@type": "Article", "dateline": "Hue"}]]]]]]]], None),
    ],
)
def test_a_page_states_where_it_was_written_in_its_linked_data(data: object, place: str | None) -> None:
    """The place an article is about is another matter."""
    words = "<p>The two sides signed an agreement on trade in the capital, the ministry said on Monday.</p>" * 4
    script = (
        f'<script type="application/ld+json">{json.dumps(data)}</script><script type="application/ld+json">{{</script>'
    )
    page = f"<html><head>{script}</head><body><article>{words}</article></body></html>"
    assert html.read(page.encode(), source="a", max_chars=9999).metadata.get("place") == place
