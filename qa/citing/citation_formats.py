"""Citations to paste: the formats by name, each with its media type."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from qa.citing.annotation import annotation
from qa.citing.csl import Source, csl_item, one_line
from qa.citing.reference_files import bibtex, ris
from qa.citing.reference_styles import apa, chicago
from qa.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """How citations are written.

    Attributes:
        write: the text of any number of sources.
    """

    media_type: str
    write: Callable[[Sequence[Source]], str]


def markdown(source: Source) -> str:
    """Return the words as a block quotation, then who said them where, with the link that opens on them."""
    citation = source.citation
    quoted = "\n".join(f"> {_escaped(row)}".rstrip() for row in citation.quote.splitlines())
    link = citation.deep_link or citation.url
    title = _escaped(one_line(citation.title or citation.outlet or citation.article_id))
    known = [
        _escaped(_spoken(source)),
        f"[{title}]({_destination(link)})" if link else title,
        f"*{_escaped(one_line(citation.outlet))}*" if citation.outlet and citation.title else "",
        citation.published or "",
    ]
    return f"{quoted}\n>\n> — {', '.join(part for part in known if part)}"


def _spoken(source: Source) -> str:
    """Return who says the words, and whether in words of the article; "" where nobody is named for all of them."""
    speaker = source.speaker
    paraphrased = speaker and source.citation.attribution == "paraphrased"
    return one_line(f"{speaker or ''}{' (paraphrased)' if paraphrased else ''}")


_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~$])")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")


def _escaped(text: str) -> str:
    """Return the text as Markdown that shows exactly this."""
    return _LINE_START.sub(_escape_start, _SPECIAL.sub(r"\\\1", text))


def _escape_start(found: re.Match[str]) -> str:
    mark = found[2]
    return found[1] + (f"\\{mark}" if not mark.isdigit() else f"{mark}\\")


def _destination(link: str) -> str:
    signs = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"}
    return "".join(signs.get(sign, sign) for sign in one_line(link))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _each(write: Callable[[Source], str], between: str) -> Callable[[Sequence[Source]], str]:
    return lambda sources: between.join(map(write, sources))


FORMATS: Mapping[str, CitationFormat] = MappingProxyType(
    {
        "csl": CitationFormat(
            "application/vnd.citationstyles.csl+json", lambda sources: _json([csl_item(one) for one in sources])
        ),
        "bibtex": CitationFormat("application/x-bibtex; charset=utf-8", _each(bibtex, "\n\n")),
        "ris": CitationFormat("application/x-research-info-systems; charset=utf-8", _each(ris, "\n\n")),
        "apa": CitationFormat("text/plain; charset=utf-8", _each(apa, "\n\n")),
        "chicago": CitationFormat("text/plain; charset=utf-8", _each(chicago, "\n\n")),
        "markdown": CitationFormat("text/markdown; charset=utf-8", _each(markdown, "\n\n")),
        "annotation": CitationFormat(
            'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
            _each(lambda source: json.dumps(annotation(source), ensure_ascii=False), "\n"),
        ),
    }
)


def format_of(name: str) -> CitationFormat:
    """Return the format of that name; raises InvalidInput where there is none."""
    if name not in FORMATS:
        raise InvalidInput(f"no citation format is named {name!r}", next_step=f"choose one of {', '.join(FORMATS)}")
    return FORMATS[name]
