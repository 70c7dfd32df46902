"""Correcting what is known of an article in the archive, without reading or encoding its text again."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa.archive.archive import Archive
from qa.archive.overrides import NO_OVERRIDES, Overrides, checked_values, field_named
from qa.archive.rows import PassageVectors
from qa.encoder.arrays import Encoder
from qa.errors import IndexDamaged, InvalidInput, ModelMismatch, NotFound
from qa.indexing.article_encoding import Reading, encode_readings
from qa.records import Article
from qa.search.derived import publish_derived
from qa.views import MetadataView


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants to be known of an article.

    Attributes:
        changes: values by field or its synonym; None or "" makes a field unknown.
        unset: fields whose earlier edit is taken back.
        expected_sha: digest of the text that the article must still have, or None.
    """

    changes: Mapping[str, str | None]
    unset: tuple[str, ...] = ()
    expected_sha: str | None = None


def edit_article(archive: Archive, article_id: str, edit: Edit, *, open_encoder: Callable[[], Encoder]) -> None:
    """Commit an edit and bring the derived indexes in step; nothing happens where nothing becomes other.

    The encoder is opened only where the words of a label are new, such as a title's.

    Raises NotFound, InvalidInput for a field or value that cannot be and for an edit that is not there to take back,
    and ModelMismatch.
    """
    as_read = _as_read(archive, article_id)
    if edit.expected_sha is not None and edit.expected_sha != as_read.sha256:
        raise InvalidInput(
            f"the text of {article_id!r} has the digest {as_read.sha256}, not {edit.expected_sha}",
            next_step="read the article again, then edit it",
        )
    before = archive.overrides(article_id).get(article_id, NO_OVERRIDES)
    after = _edited(before, edit, article_id)
    if after == before:
        return
    identity = archive.identity()
    if identity is None:
        raise IndexDamaged(archive.path, "the archive has articles, but names no model")

    def encode(texts: list[str]) -> list[PassageVectors]:
        encoder = open_encoder()
        if encoder.identity != identity:
            raise ModelMismatch(
                expected=encoder.identity.label, found=identity.label, next_step=f"set QA_MODEL to {identity.name}"
            )
        return [PassageVectors.from_encoding(encoding) for encoding in encoder.encode_passages(texts)]

    reading = Reading(as_read, after)
    (encoded,) = encode_readings([reading], encode, archive, model_digest=identity.digest)
    archive.put_article(encoded)
    publish_derived(archive.folder, archive)


def _edited(before: Overrides, edit: Edit, article_id: str) -> Overrides:
    changes = checked_values(edit.changes)
    unset = {field_named(name) for name in edit.unset}
    for name in sorted(unset):
        if name in changes:
            raise InvalidInput(f"{name} is both set and unset", next_step="do one of the two")
        if name not in before.values:
            raise InvalidInput(
                f"{name} of {article_id!r} has no edit to take back",
                next_step=f"to make it unknown: qa edit {shlex.quote(article_id)} --set {name}=",
            )
    edited = {name: value for name, value in before.edited.items() if name not in unset}
    given = {name: value for name, value in before.given.items() if name not in unset}
    return Overrides({**edited, **changes}, given)


def metadata_view(archive: Archive, article_id: str) -> MetadataView:
    """Return what is known of an article and where each value comes from; raises NotFound."""
    with archive.snapshot():
        as_read = _as_read(archive, article_id)
        overrides = archive.overrides(article_id).get(article_id, NO_OVERRIDES)
    article = overrides.settle(as_read)
    return MetadataView(
        article_id=article.id,
        sha256=article.sha256,
        values=article.metadata,
        inferred=article.inferred,
        edited=overrides.edited,
        given=overrides.given,
        read=as_read.metadata,
        read_inferred=as_read.inferred,
    )


def _as_read(archive: Archive, article_id: str) -> Article:
    article = archive.article_as_read(article_id)
    if article is None:
        raise NotFound.article(article_id)
    return article
