"""Names of countries, peoples and large cities, word by word in lower case: what is no part of a person's name."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PLACES = _words(
    """
    afghanistan afghan albania albanian algeria algerian america american americans andorra angola angolan arab
    arabia arabian argentina argentine argentinian armenia armenian asean asia asian australia australian austria
    austrian azerbaijan azerbaijani bahamas bahrain bangladesh bangladeshi barbados belarus belarusian belgium
    belgian belize benin bhutan bolivia bolivian bosnia bosnian botswana brazil brazilian britain british briton
    brunei bulgaria bulgarian burkina faso burundi cambodia cambodian cameroon canada canadian cape chad chile
    chilean china chinese colombia colombian comoros congo congolese costa rica croatia croatian cuba cuban cyprus
    cypriot czech czechia denmark danish djibouti dominica dominican dutch ecuador egypt egyptian england english
    eritrea estonia estonian eswatini ethiopia ethiopian europe fiji filipino finland finnish france french gabon
    gambia georgia georgian german germany ghana ghanaian greece greek grenada guatemala guinea guyana haiti haitian
    herzegovina honduras hungarian hungary iceland icelandic india indian indonesia indonesian iran iranian iraq
    iraqi ireland irish israel israeli italian italy ivoire jamaica jamaican japan japanese jordan jordanian kazakh
    kazakhstan kenya kenyan kiribati korea korean kosovo kuwait kuwaiti kyrgyz kyrgyzstan lao laos laotian latvia
    latvian lebanese lebanon lesotho liberia libya libyan liechtenstein lithuania lithuanian luxembourg macau
    macedonia madagascar malawi malaysia malaysian maldives mali malta maltese mauritania mauritius mexican mexico
    micronesia moldova moldovan monaco mongolia mongolian montenegro moroccan morocco mozambique myanmar burma
    namibia nauru nepal nepalese netherlands zealand nicaragua niger nigeria nigerian norway norwegian oman pakistan
    pakistani palau palestine palestinian panama papua paraguay peru peruvian philippine philippines poland polish
    portugal portuguese puerto rico qatar qatari romania romanian russia russian russians rwanda rwandan samoa
    marino salvador saudi scotland scottish senegal serbia serbian seychelles sierra leone singapore singaporean
    slovak slovakia slovenia slovenian solomon somalia somali soviet spain spanish sri lanka lankan sudan sudanese
    suriname sweden swedish switzerland swiss syria syrian taiwan taiwanese tajikistan tajik tanzania tanzanian thai
    thailand timor togo tonga trinidad tobago tunisia tunisian turkey türkiye turkish turkmenistan tuvalu uganda
    ugandan ukraine ukrainian emirates emirati kingdom states uruguay uzbek uzbekistan vanuatu vatican venezuela
    venezuelan vietnam vietnamese viet nam wales welsh yemen yemeni zambia zambian zimbabwe africa african
    antarctica arctic atlantic pacific baltic balkan balkans caucasus siberia siberian crimea eu uk us usa un ussr
    uae hanoi hà nội saigon da nang danang hue hai phong can tho beijing shanghai tokyo osaka seoul pyongyang delhi
    mumbai bangkok jakarta manila kuala lumpur vientiane phnom penh moscow petersburg kazan kaluga vladivostok kyiv
    kiev minsk warsaw berlin munich frankfurt paris brussels amsterdam hague london dublin madrid barcelona lisbon
    rome milan vienna geneva zurich bern prague budapest bucharest sofia belgrade athens istanbul ankara cairo
    tehran baghdad damascus beirut jerusalem aviv riyadh dubai doha abu dhabi nairobi lagos johannesburg york
    washington boston chicago angeles francisco california texas florida toronto ottawa montreal sydney melbourne
    canberra wellington brasilia rio janeiro paulo buenos aires santiago bogota lima caracas havana kremlin north
    south east west northeast southeast northwest southwest
    """
)
