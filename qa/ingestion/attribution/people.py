"""Who is named in an article, by which titles, and whom "the ambassador" or a surname alone can mean.

Where two people could be meant nobody is: words are attributed to people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.ingestion.attribution.mentions import Mention, capital_runs, find_mentions, origin_before, titles_alone
from qa.names import name_words as lists
from qa.names.keys import name_key
from qa.text.prose import Word


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the article names, by the fullest name it gives.

    Attributes:
        keys: the words of the name as they are compared.
        titles, origin: what titles the article gives, and what says whose they are.
    """

    name: str
    keys: tuple[str, ...]
    titles: set[tuple[str, ...]] = field(default_factory=set)
    origin: set[str] = field(default_factory=set)

    @property
    def pronoun(self) -> str | None:
        """ "he" or "she" by title or given name; None where neither tells."""
        worn = {word for title in self.titles for word in title}
        for pronoun, titles, names in (("he", lists.HE, lists.MEN), ("she", lists.SHE, lists.WOMEN)):
            if worn & titles or (len(self.keys) > 1 and self.keys[0] in names):
                return pronoun
        return None


@dataclass(frozen=True, slots=True)
class _TitleAlone:
    """A title that no name stands beside; `plain` where nothing but "the" says whose it is."""

    title: tuple[str, ...]
    origin: frozenset[str]
    plain: bool


class People:
    """The people of an article; `paragraphs` are the words of each, captions too, `stated` are names from outside."""

    def __init__(self, paragraphs: Sequence[Sequence[Word]], *, stated: Sequence[str | None] = ()) -> None:
        self._common = frozenset(word.text for words in paragraphs for word in words if word.text[0].islower())
        self._people: list[Person] = []
        self._by_surname: defaultdict[str, list[Person]] = defaultdict(list)
        self._alone: set[_TitleAlone] = set()
        self._single: set[str] = set()  # words that stand alone as a name
        self._partial: set[str] = set()  # words that stand in the name of an institution
        found: list[Mention] = []
        for words in paragraphs:
            mentions = self.mentions(words)
            found.extend(mentions)
            self._note_words(words, mentions)
        for name in stated:
            self._add(tuple(name.split()) if name else ())
        # Full names first, so that a surname alone finds whose it is.
        for mention in sorted(found, key=lambda mention: -len(mention.name)):
            if mention.title or len(mention.name) > 1:
                self._add(mention.name, mention)

    def mentions(self, words: Sequence[Word]) -> list[Mention]:
        """Return the names in a paragraph of the article, and what may be names, in order."""
        return find_mentions(words, self._common)

    def _note_words(self, words: Sequence[Word], mentions: Sequence[Mention]) -> None:
        for span, plain in titles_alone(words, mentions):
            title = tuple(word.lower for word in words[slice(*span)])
            if title[-1] not in lists.TITLES:
                title = (*title[:-1], title[-1].removesuffix("s"))
            self._alone.add(_TitleAlone(title, origin_before(words, span.start)[0], plain))
        self._single |= {name_key(m.name[0]) for m in mentions if len(m.name) == 1 and not m.title}
        inside = {index for mention in mentions for index in range(mention.first, mention.last)}
        for first, last in capital_runs(words):
            if last - first > 1:
                self._partial |= {name_key(words[i].text) for i in range(first, last) if i not in inside}

    def _add(self, name: tuple[str, ...], mention: Mention | None = None) -> None:
        keys = tuple(name_key(word) for word in name)
        found = self._alike(keys)
        if not keys or len(found) > 1:
            return
        if not found:
            found = [Person(" ".join(name), keys)]
            self._people.extend(found)
            self._by_surname[keys[-1]].extend(found)
        if mention is not None and mention.title:
            found[0].titles.add(mention.title)
            found[0].origin |= mention.origin

    def _alike(self, keys: tuple[str, ...]) -> list[Person]:
        return [person for person in self._by_surname[keys[-1]] if _is_same(keys, person.keys)] if keys else []

    def named(self, name: Sequence[str]) -> Person | None:
        """Return the one person whom a name, full or a surname alone, can mean."""
        keys = tuple(name_key(word) for word in name)
        found = self._alike(keys)
        if len(found) != 1 or (len(keys) == 1 and self._is_doubtful(found[0], keys[0])):
            return None
        return found[0]

    def _is_doubtful(self, person: Person, surname: str) -> bool:
        """Tell whether a surname alone may be no surname: "Harvard" of Harvard University, or two given names."""
        if person.titles or len(person.keys) == 1:
            return False
        return surname in self._partial or person.keys[0] in self._single

    def bearing(self, title: Sequence[str], origin: frozenset[str] = frozenset()) -> Person | None:
        """Return the one person whom "the" and this title can mean.

        Nobody where two people bear it, or where the article speaks of a bearer whom it does not name.
        """
        head, rest = title[-1], set(title[:-1])
        kinds = lists.KINDS.get(head, frozenset({head}))
        found = [person for person in self._people if any(_bears(worn, kinds, rest) for worn in person.titles)]
        if len(found) != 1 or not origin <= found[0].origin:
            return None
        for other in self._alone:
            if other.title[-1] not in kinds | {head} or not rest <= set(other.title):
                continue
            if not other.plain and not (other.origin and other.origin <= found[0].origin):
                return None
            if not lists.ANOTHER_BEARER.isdisjoint(other.title):
                return None
        return found[0]


def _is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names can be one person's: the same, one with a middle name more, or a surname alone."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return short[0] == long[-1]
    if short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(any(word == wanted or (len(word) == 1 and wanted.startswith(word)) for wanted in rest) for word in short)


def _bears(worn: tuple[str, ...], kinds: frozenset[str], rest: set[str]) -> bool:
    return worn[-1] in kinds and rest <= set(worn) and not (set(worn) - rest) & _OTHER_POST


# "The minister" is neither the prime minister nor a deputy minister.
_OTHER_POST = lists.ANOTHER_BEARER | {"prime", "first"}
