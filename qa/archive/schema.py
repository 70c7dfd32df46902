"""The archive's tables, as SQL; the statements that use them live in `archive`."""

from __future__ import annotations

APPLICATION_ID = 0x51414152  # "QAAR": what `file` and other tools see in the header of archive.sqlite3
FORMAT = 3
"""Raised when tables or columns are added; `migration` brings older archives up to it."""

SCHEMA = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per committed change. The stamp tells two histories with the same sequence apart, such as a restored
-- backup that went on differently, so that a derived index is never taken for one of another history.
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    stamp TEXT NOT NULL,
    last_passage INTEGER NOT NULL
) STRICT;

CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    body_start INTEGER NOT NULL,
    source TEXT,
    title TEXT,
    outlet TEXT,
    published TEXT,
    interviewee TEXT,
    interviewer TEXT,
    byline TEXT,
    url TEXT,
    language TEXT,
    sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    characters INTEGER NOT NULL,
    sequence INTEGER NOT NULL REFERENCES changes (sequence),
    first_passage INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    outlet_key TEXT,
    first_day TEXT,
    last_day TEXT,
    -- Since format 2: why a value was read out of the text, and the metadata as read, before overrides; both JSON.
    said TEXT,
    place TEXT,
    inferred TEXT NOT NULL DEFAULT '{}',
    as_read TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX articles_by_sequence ON articles (sequence);
CREATE INDEX articles_by_outlet ON articles (outlet_key);
CREATE INDEX articles_by_day ON articles (first_day, last_day);

-- Since format 2: what people say about an article, above what was read. By its id, so that it outlives a version of
-- the article; no value means that the field is unknown. Origin "edit" stands above "set".
CREATE TABLE overrides (
    article_id TEXT NOT NULL,
    field TEXT NOT NULL,
    origin TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (article_id, field, origin)
) STRICT, WITHOUT ROWID;

-- Apart from `articles`, so that reading metadata does not walk over the text.
CREATE TABLE texts (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    text TEXT NOT NULL,
    -- Since format 2: what its source says of the text besides, {"subtitles": [[start, seconds], …], "speakers": […]}.
    marks TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE turns (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    speaker TEXT,
    role TEXT,
    PRIMARY KEY (article, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    turn INTEGER NOT NULL,
    speaker TEXT,
    role TEXT,
    question_start INTEGER,
    question_end INTEGER,
    -- ordinals of the passages that hold that question, so that finding them is one look-up
    question_from INTEGER,
    question_to INTEGER,
    -- Since format 2: the question's words where the passage is a short reply that is read together with them.
    asked TEXT,
    start_seconds REAL,
    UNIQUE (article, ordinal)
) STRICT;

-- Since format 2: the times a passage speaks of, at "start" to "end" of the article's text. "By 2030" names the days of
-- 2030, and extends to the last of them with its first day open (NULL). Long are more than 366 days.
CREATE TABLE spoken_times (
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    long INTEGER NOT NULL,
    first_named TEXT NOT NULL,
    last_named TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    PRIMARY KEY (passage, "start")
) STRICT, WITHOUT ROWID;
CREATE INDEX spoken_times_by_day ON spoken_times (long, first_named, last_named, passage);

-- Since format 2: what a narrative article says somebody said, in reading order; no speaker for words of others that a
-- speaker quotes. The cue is where the words stand that say so.
CREATE TABLE attributions (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    speaker TEXT,
    manner TEXT NOT NULL,
    cue_start INTEGER NOT NULL,
    cue_end INTEGER NOT NULL,
    PRIMARY KEY (article, ordinal)
) STRICT, WITHOUT ROWID;

-- Since format 2: everybody who speaks in a passage, by turn or attribution. The key is what spellings of a name share,
-- its words what it is found by.
CREATE TABLE speakers (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;
CREATE TABLE speaker_words (
    word TEXT NOT NULL,
    speaker INTEGER NOT NULL REFERENCES speakers (number) ON DELETE CASCADE,
    PRIMARY KEY (word, speaker)
) STRICT, WITHOUT ROWID;
CREATE INDEX speaker_words_by_speaker ON speaker_words (speaker);
CREATE TABLE spoken_passages (
    speaker INTEGER NOT NULL REFERENCES speakers (number),
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    PRIMARY KEY (speaker, passage)
) STRICT, WITHOUT ROWID;
CREATE INDEX spoken_passages_by_passage ON spoken_passages (passage);

CREATE TABLE pooled_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    vector BLOB NOT NULL,
    -- Since format 2, here and below: CRC-32 of the blobs, in their order; none in rows of format 1.
    checksum INTEGER
) STRICT;

CREATE TABLE token_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    token_ids BLOB NOT NULL,
    signs BLOB NOT NULL,
    checksum INTEGER,
    -- Since format 3: where each token stands in the passage's text; empty in rows of older formats.
    places BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE labels (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    token_ids BLOB NOT NULL,
    signs BLOB NOT NULL,
    checksum INTEGER,
    PRIMARY KEY (article, name)
) STRICT;

-- What an index that has seen an older sequence must forget; token ids, so that it can count them out again.
CREATE TABLE removals (
    passage INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL REFERENCES changes (sequence),
    token_ids BLOB NOT NULL
) STRICT;
CREATE INDEX removals_by_sequence ON removals (sequence);
"""
