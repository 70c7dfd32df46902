"""Citations to paste: how each format of `views.CITATION_FORMATS` is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

from qa.citing.annotation import annotation
from qa.citing.csl import Source, csl_item, one_line
from qa.citing.reference_files import bibtex, ris
from qa.citing.reference_styles import apa, chicago


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


_WRITERS: Mapping[str, Callable[[Sequence[Source]], str]] = {
    "csl": lambda sources: _json([csl_item(one) for one in sources]),
    "bibtex": _each(bibtex, "\n\n"),
    "ris": _each(ris, "\n\n"),
    "apa": _each(apa, "\n\n"),
    "chicago": _each(chicago, "\n\n"),
    "markdown": _each(markdown, "\n\n"),
    "annotation": _each(lambda source: json.dumps(annotation(source), ensure_ascii=False), "\n"),
}


def write_citations(sources: Sequence[Source], name: str) -> str:
    """Return the text of any number of sources in the format `name`, one of views.CITATION_FORMATS."""
    return _WRITERS[name](sources)
