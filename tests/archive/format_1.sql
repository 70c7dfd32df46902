-- The tables of an archive of format 1, as version 0.1 made them: never changed, so that migration has something to start from.
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
    last_day TEXT
) STRICT;
CREATE INDEX articles_by_sequence ON articles (sequence);
CREATE INDEX articles_by_outlet ON articles (outlet_key);
CREATE INDEX articles_by_day ON articles (first_day, last_day);

-- Apart from `articles`, so that reading metadata does not walk over the text.
CREATE TABLE texts (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    text TEXT NOT NULL
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
    UNIQUE (article, ordinal)
) STRICT;

CREATE TABLE pooled_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    vector BLOB NOT NULL
) STRICT;

CREATE TABLE token_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    token_ids BLOB NOT NULL,
    signs BLOB NOT NULL
) STRICT;

CREATE TABLE labels (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    token_ids BLOB NOT NULL,
    signs BLOB NOT NULL,
    PRIMARY KEY (article, name)
) STRICT;

-- What an index that has seen an older sequence must forget; token ids, so that it can count them out again.
CREATE TABLE removals (
    passage INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL REFERENCES changes (sequence),
    token_ids BLOB NOT NULL
) STRICT;
CREATE INDEX removals_by_sequence ON removals (sequence);
