"""Words that tell names of people from other names, and people's titles: the lists of `words`, by what they are for."""

from __future__ import annotations

from qa.words.lists import entries, rows, words

TITLES = words("titles")
"""What stands before a name or for it: "Ambassador Bezdetko", "the ambassador"."""

QUALIFIERS = words("title qualifiers")
"""What may stand inside a title: "Deputy Prime Minister"."""

COURTESY = words("courtesy titles")
"""Titles that say nothing of the post."""

ANOTHER_BEARER = words("another bearer")
"""Before a title these make it somebody else's: "the deputy minister" is not the minister."""

KINDS = {"diplomat": words("diplomats")}
"""What a word says of the post: an ambassador is called a diplomat as well."""

HE, SHE = words("titles of a man"), words("titles of a woman")
MEN, WOMEN = words("of a man"), words("of a woman")
"""Given names by what a person of that name is called."""

GIVEN_NAMES = MEN | WOMEN | words("of either")
FAMILY_FIRST_NAMES = words("family names first")
"""Where a name begins with the family's."""

PARTICLES = words("particles")
"""Small words inside a name: "van", "de"."""

SOMEBODY = words("somebody")
"""A person without a name, to whom a "he" or "she" might refer as well."""

WEEKDAYS = words("weekdays", language="en")
MONTHS = frozenset(line[0] for line in rows("months", language="en"))
MONTHS_AND_NAMES = frozenset({"april", "may", "june", "august"})
"""Months that people are called, too."""

NOT_PEOPLE = words("institution words") | MONTHS | WEEKDAYS
"""Words of the names of institutions, events, works and days: in running text no part of a person's name."""

NOT_IN_HEADINGS = words("heading words") | (MONTHS - MONTHS_AND_NAMES) | WEEKDAYS
"""Words of headings, menus and bylines: what stands beside them there is no person."""

CITIES = frozenset(entries("cities"))
COUNTRIES = frozenset((*entries("countries"), *entries("country names in use")))
PLACES = words("place words") | ({one for one in CITIES | COUNTRIES if " " not in one} - GIVEN_NAMES)
"""Words of the names of countries, peoples and cities: no part of a person's name."""

OPENERS = words("sentence openers")
"""What may open a sentence before its subject."""

FUNCTION_WORDS = words("function words")
