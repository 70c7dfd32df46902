"""Settings: defaults, the environment, bounds, and that docs/settings.md tells the same as the table in the code."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import InvalidSetting
from qa.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
BOUNDED = [f for f in fields(Settings) if f.metadata["low"] is not None]


def default_of(name: str) -> Any:
    """Return a setting's default as the documentation shows it."""
    value = getattr(Settings(), name)
    if isinstance(value, bool):
        return str(int(value))
    return "none" if value == () else str(value).replace(str(Path.home()), "~")


def documented() -> dict[str, tuple[str, ...]]:
    """Return the rows of the table in docs/settings.md: default, low, high and meaning by variable."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(QA_\w+)` \| `([^`]*)` \|([^|]*)\|([^|]*)\|([^|]*)\|$", text, flags=re.M)
    return {name: tuple(cell.strip() for cell in cells) for name, *cells in rows}


def test_the_page_has_every_setting_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A default or bound that is documented wrongly is worse than one that is not documented."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def bound(value: float | None) -> str:
        return "" if value is None else str(value)

    expected = {
        ENV_PREFIX + f.name.upper(): (
            default_of(f.name),
            bound(f.metadata["low"]),
            bound(f.metadata["high"]),
            f.metadata["help"],
        )
        for f in fields(Settings)
    }
    assert documented() == expected
    assert list(documented()) == list(expected)


def test_other_documents_name_only_settings_that_exist() -> None:
    """A renamed setting must not live on in a page. The last ones are read by compose.yaml and the command line."""
    known = {ENV_PREFIX + f.name.upper() for f in fields(Settings)} | {
        "QA_DEBUG",
        "QA_CONFIG",
        "QA_ARTICLES",
        "QA_PUBLISHED_PORT",
    }
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        assert set(re.findall(r"\bQA_[A-Z_]+\b", page.read_text(encoding="utf-8"))) <= known, page.name


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing else is read: no file, no variable without the prefix."""
    assert Settings.from_env({"INDEX_DIR": "elsewhere", "TOP_K": "9"}) == Settings()


def test_variables_are_read_as_the_settings_own_type() -> None:
    """A path, a number and a fraction arrive as such, and all others keep their default."""
    settings = Settings.from_env({"QA_INDEX_DIR": "/srv/index", "QA_TOP_K": "7", "QA_MIN_CONFIDENCE": "0.25"})
    assert settings == Settings(index_dir=Path("/srv/index"), top_k=7, min_confidence=0.25)
    assert [type(v) for v in (settings.top_k, settings.min_confidence)] == [int, float]
    assert isinstance(settings.index_dir, Path)


def test_an_empty_variable_counts_as_not_set() -> None:
    """Compose files and shells pass a variable nobody has set as an empty text."""
    assert Settings.from_env({"QA_TOP_K": "", "QA_MODEL": ""}) == Settings()


def test_the_environment_of_the_process_is_the_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an argument, which is how the commands call it."""
    monkeypatch.setenv("QA_PORT", "8123")
    assert Settings.from_env().port == 8123


def test_the_cache_follows_the_desktop_convention(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where a system keeps caches elsewhere, the exported models go there too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Settings().cache == tmp_path / "interview-qa"


@pytest.mark.parametrize("name", [f.name for f in BOUNDED])
def test_bounds_are_part_of_what_is_allowed(name: str) -> None:
    """The smallest and largest value pass, the next one beyond is refused with the bounds in the next step."""
    low, high = next((f.metadata["low"], f.metadata["high"]) for f in BOUNDED if f.name == name)
    for value, beyond in ((low, low - 1), (high, None if high is None else high + 1)):
        if value is None:
            continue
        assert getattr(Settings().with_values(**{name: str(value)}), name) == value
        with pytest.raises(InvalidSetting) as caught:
            Settings().with_values(**{name: str(beyond)})
        assert caught.value.message == f"{name} cannot be {str(beyond)!r}"
        assert caught.value.next_step.startswith(f"choose a value from {low}")
        assert high is None or caught.value.next_step.endswith(f" to {high}")


@pytest.mark.parametrize("value", ["nan", "inf", "-0.1", "1.1"])
def test_a_confidence_is_a_number_from_0_to_1(value: str) -> None:
    """A comparison with "not a number" is never true, so every answer would be refused without a word."""
    with pytest.raises(InvalidSetting, match="min_confidence cannot be"):
        Settings.from_env({"QA_MIN_CONFIDENCE": value})


@pytest.mark.parametrize("value", ["many", "5.5", "0x10", "five"])
def test_what_is_no_number_is_refused_with_the_variable_to_set(value: str) -> None:
    """Whoever mistyped it must be able to find it: in the environment, not in the code."""
    with pytest.raises(InvalidSetting) as caught:
        Settings.from_env({"QA_TOP_K": value})
    assert (caught.value.message, caught.value.next_step) == (
        f"top_k cannot be {value!r}",
        "give QA_TOP_K a whole number",
    )
    assert caught.value.code == "invalid-setting"


@pytest.mark.parametrize(
    ("value", "read"),
    [("a,b", ("a", "b")), (" a ,\n b c,", ("a", "b", "c")), (" , ", ()), (["a b"], ("a b",))],
)
def test_several_values_stand_between_commas_or_blanks(value: object, read: tuple[str, ...]) -> None:
    """Shells, compose files and TOML lists each have their way."""
    assert Settings().with_values(read_keys=value).read_keys == read


@pytest.mark.parametrize(("value", "read"), [("1", True), ("TRUE", True), ("on", True), ("no", False), (False, False)])
def test_a_switch_is_on_or_off(value: object, read: bool) -> None:
    """Whichever way people write it."""
    assert Settings().with_values(public=value).public is read


def test_a_switch_that_is_neither_is_refused() -> None:
    """ "maybe" must not open an archive to the world."""
    with pytest.raises(InvalidSetting, match="public cannot be 'maybe'") as caught:
        Settings.from_env({"QA_PUBLIC": "maybe"})
    assert caught.value.next_step == "give QA_PUBLIC 1 or 0"


def test_keys_are_in_no_message_and_no_repr() -> None:
    """Both end up in logs."""
    key = "correct-horse-battery"
    assert key not in repr(Settings(read_keys=(key,), write_keys=(key,)))
    with pytest.raises(InvalidSetting) as caught:
        Settings().with_values(read_keys=[key, 7])
    assert key not in str(caught.value)
    assert caught.value.__cause__ is None


def test_with_values_leaves_what_is_none_alone() -> None:
    """Options that were not given arrive as None and must not undo the environment."""
    settings = Settings(port=8123).with_values(port=None, host="0.0.0.0")  # noqa: S104 - not listened on
    assert (settings.port, settings.host) == (8123, "0.0.0.0")  # noqa: S104


def test_a_setting_that_does_not_exist_is_refused() -> None:
    """A slip in a keyword would otherwise set nothing."""
    with pytest.raises(InvalidSetting, match="no setting is named 'topk'") as caught:
        Settings().with_values(topk=3)
    assert "top_k" in caught.value.next_step


def test_settings_do_not_change_once_read() -> None:
    """They are handed to many threads."""
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@given(st.text(max_size=12).filter(lambda text: text and "\x00" not in text))
def test_any_text_is_read_or_refused(value: str) -> None:
    """No value of a variable may end in a traceback."""
    try:
        port = Settings.from_env({"QA_PORT": value}).port
    except InvalidSetting:
        return
    assert 0 <= port <= 65535
