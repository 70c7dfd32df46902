"""What an outlet is called, and which other names mean it."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from qa.names.outlets import keys_abbreviated, keys_meant, names_of


@pytest.mark.parametrize(
    ("outlet", "names"),
    [
        ("Vietnam News Agency (VNA)", {"vietnam news agency (vna)", "vietnam news agency", "vna"}),
        ("Agence France-Presse (AFP)", {"agence france-presse (afp)", "agence france-presse", "afp"}),
        ("Voice of Vietnam (VV)", {"voice of vietnam (vv)", "voice of vietnam", "vv"}),
        (" VNA ", {"vna"}),
        ("Énergie", {"énergie"}),
        ("The Times (London)", {"the times (london)"}),
        ("Tuoi Tre (TTO)", {"tuoi tre (tto)"}),
        ("(VNA)", {"(vna)"}),
    ],
)
def test_what_stands_in_brackets_is_a_name_where_it_has_the_initials(outlet: str, names: set[str]) -> None:
    """A town in brackets is no abbreviation: two papers called The Times are two."""
    assert names_of(outlet) == names


@pytest.mark.parametrize(
    ("outlet", "keys"),
    [
        ("Vietnam News Agency", ("vietnam news agency", "vietnam news agency (vna)")),
        ("vietnam news agency", ("vietnam news agency", "vietnam news agency (vna)")),
        ("Voice of Vietnam", ("voice of vietnam", "voice of vietnam (vov)", "voice of vietnam (vv)")),
        ("VNA", ("vna",)),
        ("Vietnam News Agency (VNA)", ("vietnam news agency", "vietnam news agency (vna)", "vna")),
        (" ", ("",)),
    ],
)
def test_a_name_is_looked_for_with_its_abbreviation_too(outlet: str, keys: tuple[str, ...]) -> None:
    """Whoever types the name need not know how a source writes it."""
    assert keys_meant(outlet) == keys


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("vietnam news agency (vna)", True),
        ("voice of northern-alaska (vna)", True),
        ("vietnam news agency", False),
        ("visions (vna)", False),
        ("vietnam news agency (vn)", False),
    ],
)
def test_an_abbreviation_is_looked_for_behind_its_name(key: str, meant: bool) -> None:
    """What abbreviates another name is another outlet."""
    pattern = keys_abbreviated("VNA")
    assert pattern == "v*[ -]n*[ -]a* (vna)"
    assert fnmatchcase(key, pattern) is meant


@pytest.mark.parametrize("outlet", ["The Hanoi Times", "V", "x*y", "[ab]", "a?", "", "ninecharsx"])
def test_what_is_no_abbreviation_gives_no_pattern(outlet: str) -> None:
    """Nor do signs that would mean something in one."""
    assert keys_abbreviated(outlet) is None
