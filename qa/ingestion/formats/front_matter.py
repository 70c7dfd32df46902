"""YAML front matter: the metadata between two `---` lines at the very start of a text file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.errors import UnreadableArticle
from qa.stated_metadata import read_metadata

if TYPE_CHECKING:
    import yaml

MAX_CHARS = 16_384  # metadata takes a few hundred; PyYAML needs 2 s for as many brackets, growing with the square

_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_CLOSING = re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")
_NEXT_STEP = "mend the lines between the two '---', or remove both"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter states, by field name, and the offset just behind its closing line."""

    metadata: dict[str, str]
    end: int


def read_front_matter(text: str, *, source: str) -> FrontMatter | None:
    """Return the front matter of `text`, or None when its first line is not `---`.

    Raises UnreadableArticle, naming `source` and the line, when it is not closed, not YAML, not a mapping, or a
    value cannot be used.
    """
    opening = _OPENING.match(text)
    if not opening:
        return None
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        raise _broken(source, 1, "opened with '---' but never closed")
    if closing.start() > MAX_CHARS:
        raise _broken(source, 1, f"longer than {MAX_CHARS:,} characters")
    pairs = _read_mapping(text[opening.end() : closing.start()], source)
    found = read_metadata((key, value) for key, value, _ in pairs)
    for problem in found.problems:
        line = next(line for key, _, line in pairs if key == problem.key)
        raise _broken(source, line, f"{problem.key}: {problem.reason}")
    return FrontMatter(found.fields, closing.end())


def _broken(source: str, line: int, reason: str) -> UnreadableArticle:
    return UnreadableArticle(source, f"front matter, line {line}: {reason}", next_step=_NEXT_STEP)


def _read_mapping(block: str, source: str) -> list[tuple[str, object, int]]:
    """Return (key, value, line in the file) of each entry of a YAML mapping.

    Reads YAML's node tree instead of constructing objects: values stay as written (`language: no` is Norwegian, not
    false; a wrong date is ours to report), tags create nothing, and an alias is one more pointer, not a copy.
    """
    import yaml  # here: one article in many has front matter, and `qa ask` reads none

    try:
        root = yaml.compose(block, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _broken(source, _line(mark), f"not YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = block.count("\n", 0, error.position) + 2
        raise _broken(source, line, f"not YAML: {error.reason}") from error
    except RecursionError as error:
        raise _broken(source, 1, "not metadata: nested too deep") from error
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        raise _broken(source, _line(root.start_mark), "not a list of 'key: value' lines")
    return [
        (key.value, _value(node), _line(key.start_mark)) for key, node in root.value if isinstance(key, yaml.ScalarNode)
    ]


def _value(node: yaml.Node) -> object:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        return [_scalar(item) for item in node.value]
    return _scalar(node)


def _scalar(node: yaml.Node) -> object:
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        return {}  # a mapping, or a list in a list: no text; only a problem under a key we know
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _line(mark: yaml.Mark | None) -> int:
    """The line in the file: YAML counts from 0, and the opening `---` is line 1."""
    return mark.line + 2 if mark else 1
