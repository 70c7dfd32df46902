"""Names of people, outlets, cities and countries as far as telling one from another needs them; pure tables and tests.

What is in no table is not taken for a name on its own word: something else in the text has to say so.
"""

from __future__ import annotations

import re

from qa.names.keys import name_key
from qa.text.words import LETTERS

_FAMILY_FIRST = """
nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh truong mai cao lam ha ta luong trinh dao
doan thai quach chu phung luu tang to kieu khuc ton nghiem quan la vuong thach tong
"""  # Vietnamese names begin with the family's
_GIVEN = """
adam alan albert alex alexander alexandra alexei alice amanda amy ana anastasia andre andrea andrei andrew angela
anita ann anna anne anthony antonio arthur barbara ben benjamin bernard boris brian carl carlos carol caroline
catherine charles charlotte chris christian christina christine christopher claire claudia colin craig daniel david
deborah denis dennis diana dmitry dmitri donald dorothy douglas edward elena elizabeth ella emily emma eric eva evgeny
fatima felix fernando fiona francis francisco frank gary gennady george gerald giovanni giulia gordon grace graham
grigory gustav hannah hans harry heather helen helena henry howard hugh ian igor ingrid irina isabel ivan jack jacob
james jan jane janet jason jean jeff jennifer jeremy jessica joan johan john jonathan jorge jose joseph juan judith
julia julian julie karen karl kate katherine keith kelly kenneth kevin kirill klaus konstantin laura lars laurence leo
leonid lewis linda lisa louis louise lucas lucy luis luke maria marie mario mark markus marta martha martin mary
matthew max maxim michael michelle miguel mikhail mohamed mohammed natalia natalie nathan nicholas nicolas nikolai
nina oleg olga oliver olivia oscar pablo patricia patrick paul paula pavel pedro peter philip pierre rachel ralph
raymond rebecca richard robert roberto roger roman ronald rosa rose ruth ryan sally sam samantha samuel sandra sara
sarah scott sean sergei sergey sharon simon sofia sophia sophie stefan stephanie stephen steve steven stuart susan
susanna svetlana tatiana thomas tim timothy tina tom tony tracy valentina vera victor victoria viktor vincent vladimir
walter wendy werner william wolfgang yuri yulia zoe
"""
_AGENCIES = """
VNA VNS VNP VOV VTV TTXVN AP AFP DPA dpa EFE ANSA UPI PTI ANI IANS TASS ITAR-TASS AA APA PAP CTK MTI BTA KUNA WAM SPA
IRNA MENA PNA CNA NNN KCNA CNS Reuters Xinhua Sputnik Interfax Bernama Yonhap Kyodo Antara Anadolu Tanjug Ukrinform
Lusa Belga Bloomberg BBC CNN NPR PBS Jiji Agerpres Agenzia VietnamPlus VietNamNet VnExpress
"""
_OUTLET_NOUNS = """
agency bulletin chronicle courier daily dispatch examiner express gazette guardian herald independent inquirer journal
mail magazine mirror monitor news newspaper observer post press radio record register review standard star sun
telegraph television times tribune weekly
"""
# Those that are an outlet's whole name behind "The".
_ALONE = """
chronicle courier dispatch examiner express gazette guardian herald independent inquirer journal mail mirror observer
post standard star sun telegraph times tribune
"""
# Before such a word as News they name a part of an outlet, or none: "Breaking News", "Press Release", "Blog Post".
_SECTION_WORDS = """
bad blog breaking business criminal daily editor editor's entertainment evening fake gold good hard health home
international job latest local market media more morning movie national news official old online our peer photo
politics press regional related rising science special sports tech technology top video weather weekly world your
"""
_CITIES = """
abu dhabi|abuja|accra|addis ababa|algiers|almaty|amman|amsterdam|ankara|antananarivo|ashgabat|asmara|asuncion|atlanta
astana|athens|auckland|baghdad|baku|bamako|bangalore|bangkok|barcelona|beijing|beirut|belgrade|berlin|bern|bishkek
bogota|boston|brasilia|bratislava|brisbane|brussels|bucharest|budapest|buenos aires|cairo|calcutta|can tho|canberra
cape town|caracas|casablanca|chennai|chicago|chisinau|colombo|copenhagen|da nang|dakar|dallas|damascus|danang
dar es salaam|delhi|denver|detroit|dhaka|dili|djibouti|doha|dubai|dublin|dushanbe|edinburgh|frankfurt|freetown|geneva
glasgow|guangzhou|guatemala city|hai phong|hamburg|hanoi|ha noi|harare|havana|helsinki|ho chi minh city|hong kong
honolulu|houston|hue|hyderabad|islamabad|istanbul|jakarta|jeddah|jerusalem|johannesburg|kabul|kampala|karachi
kathmandu|kazan|khartoum|kigali|kingston|kinshasa|kolkata|kuala lumpur|kuwait city|kyiv|kiev|kyoto|la paz|lagos|lahore
las vegas|lima|lisbon|ljubljana|london|los angeles|luanda|lusaka|luxembourg|lyon|macau|madrid|managua|manila|maputo
marseille|mecca|melbourne|mexico city|miami|milan|minneapolis|minsk|mogadishu|monaco|montevideo|montreal|moscow|mumbai
munich|muscat|nairobi|naples|new delhi|new orleans|new york|nicosia|nur-sultan|osaka|oslo|ottawa|panama city|paris
perth|philadelphia|phnom penh|phoenix|podgorica|port-au-prince|prague|pretoria|pyongyang|quito|rabat|ramallah
reykjavik|riga|rio de janeiro|riyadh|rome|saigon|salzburg|san diego|san francisco|san jose|san juan|san salvador|sanaa
santiago|santo domingo|sao paulo|sapporo|sarajevo|seattle|seoul|shanghai|shenzhen|singapore|skopje|sofia
st. petersburg|stockholm|strasbourg|suva|sydney|taipei|tallinn|tashkent|tbilisi|tegucigalpa|tehran|tel aviv|the hague
tirana|tokyo|toronto|tripoli|tunis|turin|ulaanbaatar|ulan bator|united nations|valletta|vancouver|vatican city|venice
vienna|vientiane|vilnius|vladivostok|warsaw|washington|wellington|windhoek|yangon|yaounde|yerevan|zagreb|zurich
"""
_COUNTRIES = """
afghanistan|albania|algeria|angola|argentina|armenia|asean|australia|austria|azerbaijan|bahrain|bangladesh|belarus
belgium|bhutan|bolivia|brazil|britain|brunei|bulgaria|cambodia|cameroon|canada|chile|china|colombia|croatia|cuba
cyprus|denmark|ecuador|egypt|estonia|ethiopia|finland|france|georgia|germany|ghana|greece|hungary|iceland|india
indonesia|iran|iraq|ireland|israel|italy|japan|jordan|kazakhstan|kenya|kuwait|kyrgyzstan|laos|latvia|lebanon|libya
lithuania|luxembourg|malaysia|malta|mexico|moldova|mongolia|montenegro|morocco|mozambique|myanmar|namibia|nepal
new zealand|nigeria|north korea|norway|oman|pakistan|palestine|panama|paraguay|peru|poland|portugal|qatar|romania
russia|saudi arabia|senegal|serbia|singapore|slovakia|slovenia|somalia|south africa|south korea|spain|sri lanka|sudan
sweden|switzerland|syria|taiwan|tajikistan|tanzania|thailand|the czech republic|the eu|the european union
the netherlands|the philippines|the republic of korea|the russian federation|the uk|the un|the united arab emirates
the united kingdom|the united nations|the united states|the us|timor-leste|tunisia|turkey|turkmenistan|uganda|ukraine
uruguay|uzbekistan|venezuela|viet nam|vietnam|yemen|zambia|zimbabwe
"""
_NOT_PEOPLE = """
a all also an and another any are as at back because big book but by chapter city comments company contact copyright
country day dear design editor editorial end english episode every facebook feature figure film first follow for free
from front full gallery get government happy happiness health history home hotel house how image in index information
instagram interview interviews introduction is it latest links live lunar main media meeting more museum music my
national new next no note notes now of office on one opera opinion opinions or our page part people photo photos
picture pictures podcast politics popular press previous privacy read recommended related report reports republic
river school science see series service share sign society source special sports staff state story street subscribe
tags team terms thank thanks the their these this three time to top topics transcript travel twitter two united
university update us video videos vietnam view war watch we week welcome what when where who why with world year years
you your correspondent reporter reporters writer demand numbers land sea air invitation means force law example
contrast comparison nature night numbers north south east west hand foot news agency corporation institute association
group bank authority council federation bay delta province district airport embassy ministry committee party tourism
economy culture falls lake park island bridge mountain square garden palace cathedral church castle monday tuesday
wednesday thursday friday saturday sunday january february march july september october november december
"""
# Words of the table above that are syllables of Vietnamese names too: "Nguyen Van An", "To Lam".
_VIETNAMESE = frozenset(("an", "my", "to", "la", "so", "long", "do"))
_PARTICLE_WORDS = """
van von de da del della der den di la le el al bin ibn bint dos du ter ten y e
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_FAMILY_FIRST_NAMES = frozenset(_FAMILY_FIRST.split())
_GIVEN_NAMES = frozenset(_GIVEN.split())
_AGENCY_NAMES = frozenset(_AGENCIES.split()) | {"RIA Novosti", "Prensa Latina", "Anadolu Agency", "Vietnam News Agency"}
_OUTLETS = frozenset(_OUTLET_NOUNS.split())
_SECTIONS = frozenset(_SECTION_WORDS.split())
_OF = re.compile(r"(?:times|voice) of [a-z]+$")
_OUTLETS_ALONE = frozenset(_ALONE.split())
_CITY_NAMES = frozenset(name for row in _CITIES.split("\n") for name in row.split("|") if name)
COUNTRY_NAMES = tuple(sorted((n for row in _COUNTRIES.split("\n") for n in row.split("|") if n), key=len, reverse=True))
_NOT_NAMES = frozenset(_NOT_PEOPLE.split())
_NAME_WORD = re.compile(rf"{LETTERS.pattern}(?:['’\-‐-]{LETTERS.pattern})*\.?|(?:[^\W\d_]\.){{1,3}}")
_INITIALS = re.compile(r"[^\W\d_](?:\. ?[^\W\d_])+\.?|[^\W\d_]\.")
MAX_NAME_CHARS = 60


def is_person(name: str) -> bool:
    """Tell whether `name` has the form of a person's: two to five words with capitals, none of them a common word."""
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > MAX_NAME_CHARS or is_outlet(name) or is_city(name):
        return False
    if not all(_NAME_WORD.fullmatch(word) for word in words) or name_key(name) in COUNTRY_NAMES:
        return False
    common = {name_key(word.strip(".")) for word in words if len(word) > 1} & _NOT_NAMES
    if common - (_VIETNAMESE if name_key(words[0]) in _FAMILY_FIRST_NAMES else set()):
        return False
    big = [word[0].isupper() and (word[-1] != "." or len(word) <= 4) for word in words]
    inner = all(large or word in _PARTICLES for large, word in zip(big, words, strict=True))
    long = [word for word in words if len(word.strip(".")) > 1]
    initials = [word for word in words if word.endswith(".") and word not in long]
    return inner and big[-1] and bool(long) and len(long) + len(initials) >= 2 and not _all_capitals(words)


def _all_capitals(words: list[str]) -> bool:
    return all(word.isupper() for word in words) and len(words) > 3


def is_known_person(name: str) -> bool:
    """Tell whether `name` is a person's and begins as one in the tables does."""
    return is_person(name) and begins_as_person(name.split()[0])


def begins_as_person(word: str) -> bool:
    """Tell whether a person's name is known to begin with `word`."""
    return name_key(word) in _FAMILY_FIRST_NAMES or name_key(word) in _GIVEN_NAMES


def is_initials(name: str) -> bool:
    """Tell whether `name` is nothing but initials with their full stops, such as "T.Q."."""
    return bool(_INITIALS.fullmatch(name)) and name.upper() == name and name.count(".") >= 2


def is_agency(name: str) -> bool:
    """Tell whether `name` is a news agency or broadcaster that signs with it."""
    return name in _AGENCY_NAMES or (name.upper() == name and name.title() in _AGENCY_NAMES)


def is_outlet(name: str) -> bool:
    """Tell whether `name` is an agency, or ends with such a word as Times or News and has another before it."""
    if is_agency(name) or is_agency(name.removeprefix("the ").removeprefix("The ")):
        return True
    named = [word for word in name_key(name).split() if word != "the"]
    if len(named) == 1 and name.startswith(("The ", "THE ")):
        return named[0] in _OUTLETS_ALONE
    if not 2 <= len(named) <= 6:
        return False
    if named[0] in _SECTIONS and (named[-1] == "post" or named[-1] not in _OUTLETS_ALONE):
        return False  # "Breaking News", but "The Daily Telegraph"
    return named[-1] in _OUTLETS or named[-2:] == ["news", "service"] or _OF.match(" ".join(named)) is not None


def is_masthead(name: str) -> bool:
    """Tell whether `name` is an outlet's even where nothing else says so: an agency, or The … Times and the like."""
    if is_agency(name):
        return True
    words = name_key(name).split()
    return is_outlet(name) and words[0] == "the" and words[-1] in _OUTLETS_ALONE


def is_city(name: str) -> bool:
    """Tell whether `name` is a city that datelines name without its country."""
    return name_key(name) in _CITY_NAMES
