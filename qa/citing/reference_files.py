"""Cited passages in the files of reference managers: BibTeX through bibtexparser, RIS through rispy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from qa.citing.csl import Source, date_parts, one_line

# What TeX would act on, as it is printed.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
# In an address they would end the field, or be taken for TeX.
_URL = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def bibtex(source: Source) -> str:
    """Return one entry: @article with its outlet as the journal, else @misc. UTF-8, with TeX's signs escaped."""
    from bibtexparser.entrypoint import write_string  # 0.2 s to import
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    fields = [Field(name, value) for name, value in _bibtex_fields(source).items() if value]
    kind = "article" if source.citation.outlet else "misc"
    return str(write_string(Library([Entry(kind, _key(source), fields)]))).strip()


def _bibtex_fields(source: Source) -> dict[str, str]:
    citation, article = source.citation, source.article
    year, month, _ = date_parts(citation.published)
    interview = ["Interview by " + " and ".join(source.interviewers)] if source.interviewers else ["Interview"]
    return {
        "author": " and ".join(_bibtex_name(name) for name in source.authors),
        "title": f"{{{_tex(citation.title)}}}" if citation.title else "",
        "journal": _tex(citation.outlet or ""),
        "year": year,
        "month": month.lstrip("0"),
        "date": citation.published if citation.published and year else "",
        "url": "".join(_URL.get(sign, sign) for sign in one_line(citation.url or "")),
        "language": _tex(article.language or ""),
        "note": _tex(interview[0]) if source.is_interview else "",
        "annote": _tex(source.note),
    }


def _bibtex_name(name: str) -> str:
    # Whole names in braces: BibTeX would take the last word for the family name, and "and" for the next author.
    family, comma, given = name.partition(", ")
    if comma and given and "," not in given and " and " not in name:
        return f"{_tex(family)}, {_tex(given)}"
    return f"{{{_tex(name)}}}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in one_line(text))


def _key(source: Source) -> str:
    """Return a key of letters and digits that no other passage of the index has."""
    name = (source.authors or (source.citation.outlet or "",))[0]
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", plain)
    place = f"{source.citation.passage_id}.{source.citation.start}"
    return f"{words[-1] if words else 'cited'}{date_parts(source.citation.published)[0]}.{place}"


def ris(source: Source) -> str:
    """Return one reference, from its TY line to its ER line."""
    import rispy  # only who asks for it needs it

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # untyped
        def set_header(self, count: int) -> str:  # noqa: ARG002 - of the library; a number is no part of the format
            return ""

    citation, article = source.citation, source.article
    year, month, day = date_parts(citation.published)
    values: dict[str, str | Sequence[str]] = {
        "type_of_reference": "NEWS" if citation.outlet else "GEN",
        "authors": source.authors,
        "secondary_authors": source.interviewers,
        "title": one_line(citation.title or ""),
        "secondary_title": one_line(citation.outlet or ""),
        "year": year,
        "date": "/".join((year, month, day)).rstrip("/") if year else "",
        "urls": [one_line(citation.url)] if citation.url else [],
        "language": one_line(article.language or ""),
        "type_of_work": "Interview" if source.is_interview else "",
        "notes": [one_line(source.note)],
    }
    known = {name: [*value] if isinstance(value, tuple) else value for name, value in values.items() if value}
    return str(rispy.dumps([known], implementation=Writer)).strip()
