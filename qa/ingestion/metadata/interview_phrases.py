"""The ways in which English articles say that somebody was interviewed, as patterns with named parts.

`person` is a name with what stands before it, `outlet` (or `outlet2`, `outlet3`) who asked, `when` what follows. Every
repetition is bounded, so that no sentence takes long.
"""

from __future__ import annotations

import re

from qa.text.words import CAPITALISED

# "Russian Ambassador to Vietnam Gennady Bezdetko"
_PERSON = rf"(?P<person>{CAPITALISED}(?: (?:{CAPITALISED}|to|of|for|the|and|de|van|von|bin|al)){{0,11}})"
_NAMED = rf"{CAPITALISED}(?: (?:{CAPITALISED}|of|and|the|for)){{0,6}}"
_OUTLET, _OUTLET_2, _OUTLET_3 = (rf"(?:the )?(?P<outlet{number}>{_NAMED})" for number in ("", "2", "3"))
_SAID = (
    "said|says|stated|told|noted|affirmed|stressed|highlighted|shared|emphasi[sz]ed|explained|added|spoke|talked|expressed"
    "|described|recalled|discussed|underlined|underscored|revealed|announced|reviewed"
)
_SAYS = rf"(?:has |had |also )?(?:{_SAID})\b"
_GAVE = r"(?:(?:has|had|recently|exclusively) ){0,3}(?:granted|gave|given|gives)"
_KINDS = "exclusive|recent|rare|wide-ranging|written|brief|special|video|phone|telephone|email|new|live|online"
_AN = rf"(?:an?|the|his|her|this) (?:(?:{_KINDS}) ){{0,3}}"
_TALK = rf"{_AN}(?:interview|conversation) (?:(?:recently|exclusively) )?(?:with|granted to|given to|to)"
_WHO = r"(?:, [^,.;“”\"]{2,120},)?"  # "Gennady Bezdetko, Russia's ambassador to Vietnam, said"
_WHEN = r"(?P<when>(?:[^,.;]{0,40} \d{1,2}, \d{4})?[^,.;]{0,60})"
_SPEAKING = r"(?:[Ss]peaking|[Tt]alking)(?: exclusively)? (?:with|to)"

STATEMENTS = tuple(
    re.compile(pattern)
    for pattern in (
        # "In an interview with VNA, Ambassador X said", "Speaking with VNA, Ambassador X said"
        rf"(?:\b[Ii]n {_TALK} {_OUTLET}|\b{_SPEAKING} {_OUTLET_2}){_WHEN}, {_PERSON}{_WHO} {_SAYS}",
        # "said Ambassador X in an interview with VNA"
        rf"\b(?:{_SAID}) (?:the )?{_PERSON}{_WHO} (?:during|in) {_TALK} {_OUTLET}{_WHEN}",
        # "Ambassador X gave VNA an interview", "Ambassador X granted an interview to VNA"
        rf"\b{_PERSON}{_WHO} {_GAVE} (?:{_OUTLET_3} )?{_AN}interview(?: (?:to|with) {_OUTLET})?{_WHEN}",
        # "the interview that X, Russia's ambassador, gave to VNA"
        rf"\b{_AN}(?:[\w-]+ )?interview (?:that |which )?{_PERSON}{_WHO} {_GAVE} to {_OUTLET}{_WHEN}",
        # "VNA interviewed Ambassador X"
        rf"\b{_OUTLET} (?:(?:recently|exclusively) )?(?:interviewed|sat down with|spoke with|talked (?:to|with)) "
        rf"(?:the )?{_PERSON}{_WHEN}",
    )
)
# "Ambassador X highlighted … in an interview recently granted to VNA": two parts of one sentence.
SUBJECT = re.compile(rf"{_PERSON}{_WHO} {_SAYS}")
IN_INTERVIEW = re.compile(rf"\b[Ii]n {_TALK} {_OUTLET}{_WHEN}")
ANNOUNCED = re.compile(rf"{_PERSON}{_WHO} (?:has |had |also )?(?:announced|said|stated|told)\b")
TITLE = re.compile(
    rf"(?:[Aa]n? )?(?:[Ee]xclusive )?(?:[Ii]nterview|[Cc]onversation|Q ?& ?A) with {_PERSON}"
    r"(?=$|[:,–—|]| (?:on|about)\b)"
)
