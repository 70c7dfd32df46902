"""From articles as read to what the archive commits: cut, labelled, encoded.

Words that the archive holds under the same article are not encoded again, so that correcting a title, or a paragraph,
costs what was changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.archive.overrides import Overrides
from qa.archive.reader import ArchiveReader
from qa.archive.rows import EncodedArticle, Label, PassageVectors, StoredVectors
from qa.encoder.arrays import Ints
from qa.ingestion.attribution.narrative import ATTRIBUTION_RULES, find_attributions
from qa.ingestion.dialogue.questions import words_to_encode
from qa.ingestion.passages import PASSAGE_RULES, cut_into_passages
from qa.records import Article, Passage, Turn
from qa.times.reader import TIME_RULES

LABEL_RULES = "2"
"""Version of `label_texts`; a change means that articles are read again."""

Encode = Callable[[list[str]], list[PassageVectors]]
Tokenize = Callable[[str], tuple[Ints, Ints]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One article to be committed: as it was read, and what people said about it."""

    as_read: Article
    overrides: Overrides

    def fingerprint(self, model_digest: str) -> str:
        """Return a digest of all that the article's rows are made from."""
        article = self.as_read
        parts = [
            article.text,
            article.format,
            article.body_start,
            article.metadata,
            dict(article.inferred),
            article.subtitles,
            article.speakers,
            list(self.overrides.rows()),
            PASSAGE_RULES,
            LABEL_RULES,
            TIME_RULES,
            ATTRIBUTION_RULES,
            model_digest,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def encode_readings(
    readings: Sequence[Reading],
    encode: Encode,
    archive: ArchiveReader,
    *,
    model_digest: str,
    tokenize: Tokenize | None = None,
) -> list[EncodedArticle]:
    """Return what to commit of each reading; `encode` is called once, with what the archive does not have yet.

    All that the archive has must come from the encoder behind `encode`: see `Archive.bind`. With its `tokenize`, token
    vectors that an older version stored without their places get them.
    """
    drafts = [_draft(reading, archive.stored_vectors(reading.as_read.id), tokenize) for reading in readings]
    missing = [draft.missing() for draft in drafts]
    every = [text for texts in missing for text in texts]
    fresh = iter(encode(every) if every else [])
    return [
        draft.encoded({text: next(fresh) for text in texts}, model_digest)
        for draft, texts in zip(drafts, missing, strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    reading: Reading
    article: Article
    turns: Sequence[Turn]
    passages: Sequence[Passage]
    labels: dict[str, str]
    stored: StoredVectors
    tokenize: Tokenize | None

    def missing(self) -> list[str]:
        """Return the texts to encode, each once: passages first, then labels.

        Of a short reply both its question with its words, to find it by, and its words alone, to read it by.
        """
        found_by = [p for p in self.passages if self._found_by(p) not in self.stored.passages]
        passages = [self._found_by(p) for p in found_by] + [p.text for p in found_by]
        passages = [text for text in passages if text not in self.stored.passages]
        labels = [text for text in self.labels.values() if text not in self.stored.labels]
        return list(dict.fromkeys([*passages, *labels]))

    def encoded(self, new: Mapping[str, PassageVectors], model_digest: str) -> EncodedArticle:
        """Put the vectors of `missing`, by text, and those that were there together."""
        passages = {**new, **self.stored.passages}
        tokens = {**{text: vectors.tokens for text, vectors in new.items()}, **self.stored.labels}
        return EncodedArticle(
            self.article,
            self.turns,
            self.passages,
            [self._vectors(p, passages) for p in self.passages],
            {name: Label(text, tokens[text]) for name, text in self.labels.items()},
            self.reading.fingerprint(model_digest),
            self.reading.as_read,
            self.reading.overrides,
            fresh_passages=sum(self._found_by(p) in new for p in self.passages),
            attributions=find_attributions(self.article, self.turns),
        )

    def _found_by(self, passage: Passage) -> str:
        return words_to_encode(passage, self.article.text)

    def _vectors(self, passage: Passage, by_text: Mapping[str, PassageVectors]) -> PassageVectors:
        found_by = self._found_by(passage)
        if found_by == passage.text or found_by in self.stored.passages:
            return self._placed(by_text[found_by], passage.text)
        return PassageVectors(by_text[found_by].pooled, by_text[passage.text].tokens)

    def _placed(self, vectors: PassageVectors, text: str) -> PassageVectors:
        tokens = vectors.tokens
        if tokens.spans is not None or self.tokenize is None:
            return vectors
        token_ids, spans = self.tokenize(text)
        same = np.array_equal(token_ids, tokens.token_ids)
        return PassageVectors(vectors.pooled, replace(tokens, spans=spans)) if same else vectors


def _draft(reading: Reading, stored: StoredVectors, tokenize: Tokenize | None) -> _Draft:
    article = reading.overrides.settle(reading.as_read)
    turns, passages = cut_into_passages(article)
    return _Draft(reading, article, turns, passages, label_texts(article, turns), stored, tokenize)


def label_texts(article: Article, turns: Sequence[Turn]) -> dict[str, str]:
    """Return the short texts that passages are read in the light of: "title" and one "speaker:NAME" a speaker."""
    year = article.published[:4] if article.published else None
    # Names that were read out of the text stand in it, or label its turns, already. Saying them twice made the right
    # passage come first less often: 0.865 against 0.892 on the five interviews, 0.617 against 0.633 on 24 podcasts.
    people = [getattr(article, name) for name in ("interviewee", "interviewer") if name not in article.inferred]
    about = (article.title, article.outlet, year, *people, article.byline)
    title = ". ".join(dict.fromkeys(part for part in about if part))
    speakers = dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
    labels = {"title": title} if title else {}
    return labels | {f"speaker:{name}": name for name in speakers}
