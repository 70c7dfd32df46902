"""Who said what in narrative articles: each rule on an article named by its peculiarity, and a list read by hand."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.citing.credit import speaker_of
from qa.ingestion.attribution.narrative import find_attributions
from qa.ingestion.passages import cut_into_passages
from qa.ingestion.sources.corpus import read_corpus
from qa.records import Article, Span, Turn
from tests.growth import MOST_GROWTH, growth

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
QUOTATIONS = Path(__file__).with_name("attributed_quotations.tsv")
NOBODY = "-"


def said(text: str, *, interviewee: str | None = None) -> list[tuple[str | None, str]]:
    """Return speaker and words of each attribution in an article that is all narrative."""
    article = Article("a.txt", text, interviewee=interviewee)
    turns = (Turn(0, 0, len(text)),)
    return [(one.speaker, text[one.start : one.end]) for one in find_attributions(article, turns)]


# Who says it

NAMED = {
    "name and verb": "Ambassador Anna Orlova said that trade was growing.",
    "name without a title": "Anna Orlova said trade was growing.",
    "verb before the name": "“Trade was growing,” said Anna Orlova.",
    "long title": "Norwegian Ambassador to Vietnam Anna Orlova has announced that trade was growing.",
    "title of an institution": "Deputy Minister of Health Anna Orlova said trade was growing.",
    "who she is, between commas": "Anna Orlova, the Norwegian ambassador, said trade was growing.",
    "a clause between commas": "Anna Orlova, who has lived here for years, also said trade was growing.",
    "surname alone": "Anna Orlova came by train. Orlova said trade was growing.",
    "title alone": "Ambassador Anna Orlova came by train. The ambassador said trade was growing.",
    "kind of office": "Ambassador Anna Orlova came by train. The diplomat said trade was growing.",
    "title after the name": "Anna Orlova, Norway’s ambassador to Vietnam, came. The ambassador said trade was growing.",
    "title before the name": "Norway’s ambassador, Anna Orlova, came by train. The ambassador said trade was growing.",
    "pronoun": "Anna Orlova said it was late. She added that trade was growing.",
    "according to": "According to Ambassador Anna Orlova, trade was growing.",
    "according to, behind": "Trade was growing, according to Ambassador Anna Orlova.",
    "according to, and who she is": "According to Anna Orlova, senior researcher at the institute, trade was growing.",
    "behind a comma": "Trade was growing, Ambassador Anna Orlova said.",
    "dateline": "Hanoi (VNA) – Trade was growing, said Ambassador Anna Orlova in an interview.",
    "told somebody": "Anna Orlova told reporters that trade was growing.",
    "where and when": "In Oslo, Anna Orlova said on Monday that trade was growing.",
    "guillemets": "«Trade was growing,» said Anna Orlova.",
    "straight marks": '"Trade was growing," Anna Orlova said.',
    "single marks": "‘Trade was growing,’ said Anna Orlova.",
    "colon": "Anna Orlova said: “Trade was growing.”",
    "noun instead of a clause": "Anna Orlova praised trade that was growing.",
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED.keys())
def test_words_are_attributed_where_the_text_says_whose_they_are(text: str) -> None:
    """These are the ways in which news in English says who speaks."""
    speaker, words = said(text)[-1]
    assert speaker == "Anna Orlova"
    assert words.rstrip(",.").casefold().endswith("trade was growing") or words == "trade that was growing"


DOUBTFUL = {
    "somebody of hers": "The husband of Ambassador Anna Orlova said trade was growing.",
    "her spokesman": "A spokesman for Anna Orlova said trade was growing.",
    "possessive": "“Trade was growing,” said Anna Orlova’s aide.",
    "two people": "Ivan Petrov and Ambassador Anna Orlova said trade was growing.",
    "two people, verb first": "“Trade was growing,” said Anna Orlova and Ivan Petrov.",
    "two who bear the title": "President Ivan Petrov met President Olga Berg. The president said trade was growing.",
    "one who is not named": "Ambassador Anna Orlova met the Cuban ambassador. The ambassador said trade was growing.",
    "another’s title": "Ambassador Anna Orlova came. The Cuban ambassador said trade was growing.",
    "a deputy": "Minister Anna Orlova came. The deputy minister said trade was growing.",
    "prime minister and minister": "Prime Minister Anna Orlova came. The minister said trade was growing.",
    "title of nobody": "The ambassador said trade was growing.",
    "pronoun after two names": "Ambassador Anna Orlova met Olga Petrova. She said trade was growing.",
    "pronoun after somebody": "Ambassador Anna Orlova thanked a farmer. She said trade was growing.",
    "pronoun of nobody": "She said trade was growing.",
    "two of one surname": "Anna Orlova met Vera Orlova. Orlova said trade was growing.",
    "a university": "Anna Harvard studied at Harvard University. Harvard announced that trade was growing.",
    "a country": "Norway said trade was growing.",
    "an institution": "The World Bank said trade was growing. Deutsche Bank said trade was growing.",
    "a city of three words": "Ho Chi Minh City said trade was growing.",
    "a book about her": "A book about Anna Orlova said trade was growing.",
    "hearsay": "Anna Orlova reportedly said that trade was growing.",
    "denied": "Anna Orlova denied that trade was growing.",
    "not said": "Anna Orlova never said that trade was growing.",
    "only if": "If Anna Orlova said trade was growing, nobody heard her.",
    "statistics": "Anna Orlova came. According to official statistics, trade was growing.",
    "a quotation alone": "“Trade was growing.”",
    "quotation, then another sentence": "“Trade was growing.” Anna Orlova came by train.",
    "she who cannot be he": "Ivan Petrov met Anna Orlova. Orlova said it was late. He added that trade was growing.",
    "a pronoun for a name that may be his": "Kim Sato met Sam Ode. Ode said yes. He added that trade was growing.",
    "two reports in one sentence": "Anna Orlova said Vera Berg added that. She noted that trade was growing.",
    "a clause that may not be all": "The plan, which, Anna Orlova said, would help, was refused.",
    "two reports of one thing": "Trade was growing, Anna Orlova said, and Ivan Petrov said it was not.",
    "the mark never closes": "“Trade was growing, Anna Orlova said.",
    "a caption": "Anna Orlova said trade was growing. Photo: The Daily",
    "who asks may answer": "“Is trade growing?” asked Anna Orlova. “Trade was growing.”",
    "quoting another": "“Trade was growing,” Anna Orlova said, quoting the minister.",
    "quoting another first": "Quoting the minister, Anna Orlova said: “Trade was growing.”",
    "letting a letter speak": "Anna Orlova said, reading from a letter: “Trade was growing.”",
    "whether": "Asked whether Ivan Petrov said trade was growing, Anna Orlova said nothing.",
    "he who cannot be she": "Mr. Ivan Petrov said it was late. She added that trade was growing.",
}


@pytest.mark.parametrize("text", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_words_that_may_be_somebody_elses_are_nobodys(text: str) -> None:
    """A speaker is never guessed: a missing name is honest, a wrong one is not."""
    assert [words for _, words in said(text) if "rowing" in words] == []


def test_a_quotation_over_several_paragraphs_is_one() -> None:
    """Each paragraph opens with the mark, only the last one closes it."""
    text = "“Trade is growing.\n\n“It is good,” Anna Orlova said.\n\n“Nobody says this.”"
    assert said(text) == [("Anna Orlova", "Trade is growing."), ("Anna Orlova", "It is good,")]


def test_a_quotation_goes_on_behind_the_speaker() -> None:
    """“…,” she said. “…” is one speaker's; a next one with its own speaker is not."""
    text = "“One,” Anna Orlova said. “Two.” “Three,” Ivan Petrov replied, “and four.”"
    assert said(text) == [
        ("Anna Orlova", "One,"),
        ("Anna Orlova", "Two."),
        ("Ivan Petrov", "Three,"),
        ("Ivan Petrov", "and four."),
    ]


def test_what_a_speaker_quotes_is_nobodys() -> None:
    """A charter's words, or a third person's, do not become those of the one who quotes them."""
    text = "“The charter says ‘all nations on earth are equal’,” Anna Orlova said."
    whole, inner = said(text)
    assert whole == ("Anna Orlova", "The charter says ‘all nations on earth are equal’,")
    assert inner == (None, "all nations on earth are equal")
    assert said("“‘I am sorry,’ the minister told me,” Anna Orlova said.")[1] == (None, "I am sorry,")
    told = said("Anna Orlova said the minister told her: “Trade was growing.”")
    assert told[1] == (None, "Trade was growing")
    reported = said("Anna Orlova said the law provides that “every ship must pay”.")
    assert reported[1] == (None, "every ship must pay")
    put = said("Anna Orlova said that, as Ivan Petrov put it, “the house is burning”.")
    assert put[1] == (None, "the house is burning")
    thought = said("Anna Orlova said that Ivan Petrov thought all of it “a sad affair”.")
    assert thought[1] == (None, "a sad affair")
    assert said("Anna Orlova said that the talks were “very good”.") == [("Anna Orlova", "the talks were “very good”")]


@pytest.mark.parametrize(
    "who", ["union leader", "curator", "commission head", "opposition leader", "police chief", "shipping minister"]
)
def test_a_post_before_the_name_belongs_to_the_subject(who: str) -> None:
    """Newspapers put anybody's post in front of the name."""
    assert said(f"“It is late,” {who} Anna Orlova told The Lantern.") == [("Anna Orlova", "It is late,")]
    assert said(f"“It is late,” the wife of {who} Anna Orlova said.") == []


@pytest.mark.parametrize("text", [", said, again", ", also said, again", ", said he.", ", Orlova said it was late."])
def test_a_paragraph_that_opens_with_a_comma_is_read(text: str) -> None:
    """What stands before the first word is nobody."""
    assert [speaker for speaker, _ in said(f"We met.\n\n{text}\n\nWe left.")] == []


def test_what_is_quoted_before_a_reporting_clause_may_be_somebody_elses() -> None:
    """“A disaster” is what another called it, although "she said" follows directly."""
    text = "Asked about what Donald Trump called “a disaster,” Ambassador Anna Orlova said it was fine."
    assert said(text) == [("Anna Orlova", "it was fine")]


CUT = {
    "a contrast": ("Anna Orlova said trade was growing, but figures show the opposite.", "trade was growing"),
    "a verdict": ("Anna Orlova said trade was growing, a claim that figures contradict.", "trade was growing"),
    "a semicolon": ("Anna Orlova said trade was growing; figures show the opposite.", "trade was growing"),
    "what followed": ("Anna Orlova said it grew, and at her request it was counted again.", "it grew"),
    "another’s view, dated": ("Anna Orlova said it grew and Ivan Petrov (2001) thought it fell.", "it grew"),
    "another’s view": ("Anna Orlova said trade was growing, and Ivan Petrov thought it was not.", "trade was growing"),
    "amid the words": (
        "Trade, Anna Orlova said, was growing, and parliament met.",
        "Trade, Anna Orlova said, was growing",
    ),
}


@pytest.mark.parametrize(("text", "words"), CUT.values(), ids=CUT.keys())
def test_reported_speech_ends_where_the_article_may_speak_itself(text: str, words: str) -> None:
    """Too little is no error: the writer's own comment must not become the speaker's."""
    assert said(text) == [("Anna Orlova", words)]


def test_a_name_known_from_outside_completes_a_surname() -> None:
    """The article says "Orlova", its metadata whose interview it is."""
    assert said("Orlova said trade was growing.", interviewee="Anna Orlova") == [("Anna Orlova", "trade was growing")]


def test_signs_that_belong_to_a_number_stay_with_it() -> None:
    """A price without its sign would be another number."""
    assert said("Anna Orlova said $5 became 12%.") == [("Anna Orlova", "$5 became 12%")]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("At the meeting, answering questions on trade, Anna Orlova said: “It grew.”", "At the meeting, answering"),
        ("In Oslo, Anna Orlova said trade grew.", "In Oslo, Anna"),
        ("Trade fell, Ivan Petrov wept, Anna Orlova said: “It grew.”", "Anna Orlova said"),
    ],
)
def test_when_and_where_something_is_said_belongs_to_saying_so(text: str, frame: str) -> None:
    """A highlighted sentence is still all the speaker's with "at the meeting" before; with another fact it is not."""
    (one,) = find_attributions(Article("a.txt", text), (Turn(0, 0, len(text)),))
    assert text[one.cue.start :].startswith(frame)


def test_an_abbreviation_ends_no_statement() -> None:
    """The point in "U.S. Embassy" is none of a sentence."""
    assert said("Anna Orlova said the U.S. Embassy was open.") == [("Anna Orlova", "the U.S. Embassy was open")]


def test_turns_with_a_speaker_have_no_attributions() -> None:
    """In a transcript the turn says who speaks; whom a guest quotes is heard through the guest."""
    text = "“Trade was growing,” Anna Orlova said."
    turns = (Turn(0, 0, len(text), speaker="Guest"), Turn(1, 0, len(text), role="interviewer"))
    assert find_attributions(Article("a.txt", text), turns) == ()


# On real articles


def _quotations() -> list[tuple[str, Span, str]]:
    rows = [line.split("\t") for line in QUOTATIONS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    return [(article, Span(int(start), int(end)), speaker) for article, start, end, speaker, _ in rows]


def _checked(folder: Path) -> tuple[int, int, list[str]]:
    """Return how many listed quotations have a speaker, for how many it is found, and what contradicts the list."""
    named = found = 0
    wrong: list[str] = []
    for article in read_corpus([folder], max_chars=10**6):
        assert isinstance(article, Article)
        attributions = find_attributions(article, cut_into_passages(article)[0])
        for name, span, speaker in _quotations():
            if name != article.id:
                continue
            got = speaker_of(article.text, span, attributions)
            overlaps = any(one.start < span.end and one.end > span.start for one in attributions)
            named += speaker != NOBODY
            found += got is not None and got[0] == speaker
            if (speaker == NOBODY and overlaps) or (got is not None and got[0] != speaker):
                wrong.append(f"{article.id} [{span.start}:{span.end}] {got}")
    return named, found, wrong


def test_no_attribution_in_the_bundled_articles_is_wrong() -> None:
    """Digests in reported speech: 34 quotations read by hand; the speaker is found for 14 of 21."""
    named, found, wrong = _checked(ROOT / "corpus")
    assert wrong == []
    assert (named, found) == (21, 14)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared beside the checkout")
def test_no_attribution_in_the_interviews_is_wrong() -> None:
    """76 quotations of four narrative interviews, read by hand; the speaker is found for 41 of 47."""
    named, found, wrong = _checked(SHARED / "interviews")
    assert wrong == []
    assert (named, found) == (47, 41)


def test_the_list_is_long_enough() -> None:
    """The demand is 60 quotations; both kinds must be among them, or the check could not fail."""
    speakers = [speaker for _, _, speaker in _quotations()]
    assert len(speakers) >= 60
    assert min(speakers.count(NOBODY), len(speakers) - speakers.count(NOBODY)) >= 20


# On any text

WORDS = """
“ ” ‘ ’ " « » , . ? : ; – Anna Orlova Ivan Petrov said added he she the ambassador Ambassador according to that trade
grew and told told us who 12% 🙂 Norway
"""
PIECES = st.sampled_from([*WORDS.split(), "\n\n", "Anna Orlova said", "“Yes,” said Anna Orlova."])
ANY = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join))


@given(ANY)
def test_attributions_lie_in_the_text_and_never_cross(text: str) -> None:
    """Whatever the text, each attribution is words of it with a cue, apart from the others or inside one."""
    found = find_attributions(Article("a.txt", text), (Turn(0, 0, len(text)),))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.cue.start < one.cue.end <= len(text)
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        assert one.speaker is None or all(part in text for part in one.speaker.split())
    for one, other in combinations(found, 2):
        apart = one.end <= other.start
        inside = one.start <= other.start and other.end <= one.end and other.speaker in (None, one.speaker)
        assert apart or inside, (one, other)


@given(ANY)
def test_the_same_text_gives_the_same_attributions(text: str) -> None:
    """No set order or hash may decide who said it."""
    turns = (Turn(0, 0, len(text)),)
    article = Article("a.txt", text)
    assert find_attributions(article, turns) == find_attributions(article, turns)


def test_any_number_of_words_may_open_a_sentence() -> None:
    """As many as nobody writes must not end a run of indexing."""
    assert said(f"Anna Orlova came. {'now ' * 3_000}Orlova said that it is late.") == [("Anna Orlova", "it is late")]


HOSTILE = {
    "opening marks": "“",
    "quotations": "“a,” ",
    "straight marks": '"',
    "single marks": " ‘a",
    "single marks and apostrophes": "‘a x’y ",
    "reports": "Anna Orlova said it. ",
    "clauses": "he said, ",
    "openers": "now then he said ",
    "names": "Anna ",
    "a title alone": "Ambassador Anna Orlova came. The ambassador to Norway said it. ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_in_line_with_length(piece: str) -> None:
    """An article of quotation marks, or of names, must not hold up an index."""

    def work(size: int) -> None:
        text = piece * (size // len(piece))
        find_attributions(Article("a.txt", text), (Turn(0, 0, len(text)),))

    assert growth(work, 8_000) < MOST_GROWTH
