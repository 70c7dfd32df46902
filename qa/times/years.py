"""Years as they are written, and what is made of them: "2024", "2023/24", "the late 1980s", "the 19th century"."""

from __future__ import annotations

import re

from qa.times.days import years
from qa.times.forms import Fixed, Form, Third
from qa.times.tokens import DASHES, Read, TokenReader
from qa.times.words import CENTURIES, COUNTED, DECADES, NUMBERED, words

# Before a year of which more is needed than its four digits: round numbers, and those before 1900.
_BEFORE_YEAR = words(
    "in since until till by before after of from to and between year early mid late around circa about back through "
    "during founded established born"
)
# "2024.5", "2024%", "2024/7": but "2023/24" and "2024/2025" are two years.
_FIGURE_GOES_ON = re.compile(r"[\w%°$€£]|[.,:]\d|/\d(?!\d(?:\D|$)|\d{3}(?:\D|$))| ?%")


class YearReader(TokenReader):
    """Reads years, decades and centuries."""

    def year_at(self, at: int) -> int | None:
        """Return the year that four digits at a token may be, whatever stands around them."""
        word = self.word(at)
        if len(word) != 4 or not word.isascii() or not word.isdecimal() or not 1000 <= int(word) < 2200:
            return None
        token = self.tokens[at]
        before, after = self.text[max(0, token.start - 2) : token.start], self.text[token.end : token.end + 6]
        if re.search(r"[\w$€£¥#+&@=]$|\d[.,:/-]$", before) or _FIGURE_GOES_ON.match(after):
            return None
        return int(word)

    def _year(self, at: int) -> Read:
        if self.word(at) == "year" and (year := self.year_at(at + 1)):
            return at + 2, Fixed(years(year))
        found = self.year_at(at)
        if found is None:
            return None
        if self.word(at + 1) in DASHES | {"/"} and (last := self._season(at + 2, found)):
            return at + 3, Fixed(years(found, last))
        before = at - 1 if self.word(at - 1) not in (".", "-") else at - 2
        if self.word(before) in NUMBERED or self.word(at + 1) in COUNTED or self._is_part_of_a_name(at):
            return None
        doubtful = found < 1900 or found % 100 == 0 or found >= 2100
        listed = self.word(at - 1) in (",", "and", "or") and self.year_at(at - 2) is not None
        if doubtful and not listed and self.word(at - 1) not in _BEFORE_YEAR:
            return None
        return at + 1, Fixed(years(found))

    def _is_part_of_a_name(self, at: int) -> bool:
        hyphened = self.word(at - 1) in DASHES and self.word(at - 2) not in (
            "mid",
            "early",
            "late",
            "end",
            "pre",
            "post",
        )
        joined = hyphened and self.tokens[at - 1].start == self.tokens[at - 2].end
        return joined or self.word(at - 1).isdecimal() or self.word(at + 1).isdecimal()

    def _season(self, at: int, year: int) -> int | None:
        """Return the year that ends "2023/24" or "2021–2022"."""
        last = self.word(at)
        if not last.isdecimal() or not last.isascii() or len(last) not in (2, 4):
            return None
        if len(last) == 2:
            return year + 1 if int(last) == (year + 1) % 100 else None
        return int(last) if year < int(last) <= year + 200 else None

    def _decade(self, at: int) -> Read:
        start = at + (self.word(at) == "the")
        which, start = self._third_of_decade(start)
        word = self.word(start)
        if re.fullmatch(r"1[0-9]\d0s|20\d0s", word):
            # "The 1900s" may be ten years or a hundred: the longer holds both.
            long = word[2:4] == "00" and word < "2000"
            stretch = years(int(word[:4]), int(word[:4]) + (99 if long else 9))
        elif word in ("'", "’", "‘") and re.fullmatch(r"[3-9]0s", self.word(start + 1)):
            stretch, start = (
                years(1900 + int(self.word(start + 1)[:2]), 1909 + int(self.word(start + 1)[:2])),
                start + 1,
            )
        elif word in DECADES and start > at and self.word(at) == "the":
            stretch = years(1900 + DECADES[word], 1909 + DECADES[word])
        else:
            return None
        form: Form = Fixed(stretch)
        if which is not None:
            form = Third(form, which)
        return start + 1, form

    def _third_of_decade(self, at: int) -> tuple[int | None, int]:
        which = {"early": 0, "mid": 1, "late": 2}.get(self.word(at))
        return (None, at) if which is None else (which, at + 1 + (self.word(at + 1) in DASHES))

    def _century(self, at: int) -> Read:
        start = at + (self.word(at) == "the")
        number = CENTURIES.get(self.word(start))
        if self.word(start) == "twenty" and self.word(start + 1) in DASHES and self.word(start + 2) == "first":
            number, start = 21, start + 2
        behind = start + 1 + (self.word(start + 1) in DASHES)
        if number is None or self.word(behind) != "century":
            return None
        return behind + 1, Fixed(years(100 * number - 99, 100 * number))
