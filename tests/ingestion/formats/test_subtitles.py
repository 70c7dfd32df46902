"""Subtitles: what is said, by whom, and when; markup and repeats are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import UnreadableArticle
from qa.ingestion.article_parser import parse_article
from qa.ingestion.passages import cut_into_passages
from qa.records import Article, Passage
from tests.growth import MOST_GROWTH, growth


def _read(text: str, suffix: str = ".srt") -> Article:
    return parse_article(text.encode(), article_id="a", source=f"a{suffix}", suffix=suffix, max_chars=1_000_000)


def _srt(*cues: str, step: float = 2.0, numbered: bool = True) -> str:
    """Return cues of `step` seconds, one after the other."""
    blocks = []
    for number, words in enumerate(cues):
        start, end = (
            f"00:{int(t) // 60:02d}:{t % 60:06.3f}".replace(".", ",") for t in (number * step, (number + 1) * step)
        )
        blocks.append(f"{number + 1}\n" * numbered + f"{start} --> {end}\n{words}")
    return "\n\n".join(blocks) + "\n"


def _passages(article: Article) -> list[tuple[float | None, str | None, str]]:
    _, passages = cut_into_passages(article)
    return [(passage.start_seconds, passage.speaker, passage.text) for passage in passages]


def test_a_sentence_over_several_cues_is_one_sentence() -> None:
    """Times and numbers must not stand inside a quotation; the passage begins when its first words are said."""
    article = _read(_srt("It was late", "when we came\nto the river.", "Nobody was there."))
    assert article.text == "It was late when we came to the river. Nobody was there."
    assert [(cue.start, cue.seconds) for cue in article.subtitles] == [(0, 0.0), (12, 2.0), (39, 4.0)]
    assert _passages(article) == [(0.0, None, article.text)]


def test_dashes_are_turns_of_people_who_are_not_named() -> None:
    """A dash says that another speaks; the reply keeps the question, and nobody gets a name."""
    article = _read(_srt("- Do you agree to it?\n- <i>Yes.</i>", "– And what then?", "Then we\nwill see."))
    _, passages = cut_into_passages(article)
    assert [passage.text for passage in passages] == ["Do you agree to it?", "Yes.", "And what then? Then we will see."]
    assert {(passage.speaker, passage.role) for passage in passages} == {(None, None)}
    question = passages[1].question
    assert question is not None
    assert article.text[question.start : question.end] == "Do you agree to it?"


def test_voice_tags_name_the_speaker_even_once() -> None:
    """The file says who speaks: no label has to recur. What goes on after a pause is still theirs."""
    text = (
        "WEBVTT - A talk about boats\nKind: captions\nLanguage: en\n\nNOTE not said\nby anybody\n\n"
        "STYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:04.000 align:start position:0%\n<v.loud Anna Lee>Who are you &amp; yours?</v>\n\n"
        "00:04.500 --> 00:06.000\n<v Bob O'Ray (guest)>I am <b>Bob</b>.\n\n"
        "01:00:10.500 --> 01:00:16.000\n<v Bob O'Ray (guest)>Later I stopped.\n"
    )
    article = _read(text, ".vtt")
    assert _passages(article) == [
        (1.0, "Anna Lee", "Who are you & yours?"),
        (4.5, "Bob O'Ray (guest)", "I am Bob.\n\nLater I stopped."),
    ]
    assert (article.title, article.language, article.format) == ("A talk about boats", "en", "vtt")
    assert article.seconds_at(article.text.index("Later")) == 3610.5


def test_two_voices_in_one_cue_are_two_turns() -> None:
    """Each has its own words."""
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>Do you?</v> <v Bob>I do.</v>\n"
    assert _passages(_read(text, ".vtt")) == [(1.0, "Anna", "Do you?"), (1.0, "Bob", "I do.")]


def test_names_before_a_colon_are_labels_as_elsewhere() -> None:
    """Each begins a paragraph; the name is not part of the quotation."""
    cues = (
        "KEVIN SCOTT: Where were you?",
        "ANNA LEE: At home,",
        "all day long.",
        "KEVIN SCOTT: Alone?",
        "ANNA LEE: Yes.",
    )
    assert [passage[1:] for passage in _passages(_read(_srt(*cues)))] == [
        ("KEVIN SCOTT", "Where were you?"),
        ("ANNA LEE", "At home, all day long."),
        ("KEVIN SCOTT", "Alone?"),
        ("ANNA LEE", "Yes."),
    ]


def test_broadcast_arrows_are_turns() -> None:
    """ ">>" is the dash of live captions."""
    article = _read(_srt(">> Good evening to you.", "&gt;&gt; ANNA LEE: Hello there."))
    assert article.text == "– Good evening to you.\n\nANNA LEE: Hello there."


def test_rolling_lines_are_said_once() -> None:
    """Live captions show each line twice or more; the words come when they are first shown."""
    text = (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n \nso<00:00:00.500><c> today</c><c> we</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nso today we\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nso today we\ntalk<00:00:03.000><c> about</c>\n\n"
        "00:00:04.000 --> 00:00:04.010\ntalk about\n\n"
        "00:00:04.010 --> 00:00:06.000\ntalk about\nthe sea\n"
    )
    article = _read(text, ".vtt")
    assert article.text == "so today we talk about the sea"
    assert [cue.seconds for cue in article.subtitles] == [0.0, 2.01, 4.01]


def test_a_line_that_grows_word_by_word_is_said_once() -> None:
    """Another kind of live captions."""
    assert _read(_srt("The sea", "The sea is", "The sea is cold", "and deep.")).text == "The sea is cold and deep."


def test_words_said_twice_stay_twice() -> None:
    """ "No." and once more "No." is not a rolling caption."""
    assert _read(_srt("No.", "No.", "I will not.", "You cannot ask for it.", "Nobody can.")).text.count("No. No.") == 1


@pytest.mark.parametrize("sound", ["[door slams]", "(laughter)", "♪♪", "- [sighs]", "{\\an8}"])
def test_sounds_are_nobodys_words(sound: str) -> None:
    """What is not said is not quoted; that nobody spoke for two seconds ends a paragraph."""
    assert _read(_srt("I went in.", sound, "Nobody spoke.")).text == "I went in.\n\nNobody spoke."


@pytest.mark.parametrize("mark", ["{\\", "<v a", "<v.a", "<", "("])
def test_marks_that_are_never_closed_take_time_in_proportion(mark: str) -> None:
    """A damaged file must not hold up an index."""
    assert growth(lambda size: _read(_srt(f"I went {mark * (size // len(mark))}")), 20_000) < MOST_GROWTH


def test_files_as_they_are_found_are_read() -> None:
    """No numbers, Windows line ends, a byte order mark, a point for a comma, blank lines inside a cue."""
    plain = _read(_srt("It was late.", "We went home.")).text
    assert _read(_srt("It was late.", "We went home.", numbered=False)).text == plain
    assert _read("\ufeff" + _srt("It was late.", "We went home.").replace("\n", "\r\n")).text == plain
    assert _read(_srt("It was late.", "We went home.").replace(",", ".")).text == plain
    assert _read(_srt("It was late.\n\nWe went home.")).text == plain


@pytest.mark.parametrize(
    ("text", "suffix", "reason"),
    [
        ("Just words.", ".srt", "no subtitle in it"),
        ("Just words.", ".vtt", "not WebVTT"),
        ("WEBVTT\n\nNOTE nothing\n", ".vtt", "no subtitle in it"),
        (_srt("[music]"), ".srt", "empty"),
    ],
)
def test_what_holds_no_words_says_so(text: str, suffix: str, reason: str) -> None:
    """The file is named with its reason; the run goes on."""
    with pytest.raises(UnreadableArticle, match=reason):
        _read(text, suffix)


_LINE = st.sampled_from(
    ("- Yes.", "<v Ana>No?</v>", "ANA: it went on", ">> so", "[bang]", "we went", "<i>a &amp; b</i>", "♪ la ♪", "12")
)
_CUE = st.lists(_LINE | st.text(max_size=12), min_size=1, max_size=3).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(_CUE, min_size=1, max_size=12), st.sampled_from([".srt", ".vtt"]))
def test_any_subtitles_give_passages_in_order_of_time(cues: Sequence[str], suffix: str) -> None:
    """Offsets are exact, no passage has a time before the one above it, and nothing but a reason is raised."""
    text = _srt(*cues)
    try:
        article = _read("WEBVTT\n\n" + text.replace(",", ".") if suffix == ".vtt" else text, suffix)
    except UnreadableArticle:
        return
    _, passages = cut_into_passages(article)
    _check(article, passages)


def _check(article: Article, passages: Sequence[Passage]) -> None:
    assert all(article.text[passage.start : passage.end] == passage.text for passage in passages)
    times = [passage.start_seconds for passage in passages]
    assert None not in times
    assert times == sorted(times, key=lambda seconds: seconds or 0.0)
    assert {passage.speaker for passage in passages} <= {None, "Ana", "ANA"}
