-- What a document can be, as small numbers: a million documents need not repeat the word.
CREATE TABLE nouns (
	code INTEGER PRIMARY KEY,
	noun TEXT NOT NULL UNIQUE
) STRICT;

-- The log. A revision is what one Apply wrote; a change is one version of one document in it, kept once.
CREATE TABLE revisions (
	revision INTEGER PRIMARY KEY,
	time     INTEGER NOT NULL, -- microseconds since 1970, UTC
	apply    TEXT NOT NULL,
	actor    TEXT NOT NULL,
	reason   TEXT NOT NULL,
	batch    TEXT NOT NULL,
	entries  INTEGER NOT NULL  -- how many changes it has
) STRICT;

-- Documents have a number of their own, so that the log and its index do not repeat their ids.
CREATE TABLE documents (
	number   INTEGER PRIMARY KEY,
	id       TEXT NOT NULL UNIQUE,
	noun     INTEGER NOT NULL REFERENCES nouns (code),
	latest   INTEGER NOT NULL, -- the place of its last change
	imported INTEGER NOT NULL, -- the revision in which an import last wrote it, 0: none
	deleted  INTEGER NOT NULL
) STRICT;

-- A change's place in the log is its revision * 1048576 + its position in the revision: as the row's own number, so that the log
-- is only ever added to at its end, fills its pages, and is read in order without an index.
CREATE TABLE changes (
	place    INTEGER PRIMARY KEY,
	document INTEGER NOT NULL REFERENCES documents (number),
	body     BLOB -- the document's JSON form; NULL where it was deleted
) STRICT;

-- An index holds the row's number too, so this one finds the version of a document as of a place.
CREATE INDEX changes_of_document ON changes (document);

-- Every Apply ever acknowledged, those that changed nothing included.
CREATE TABLE applies (
	id       TEXT PRIMARY KEY,
	revision INTEGER NOT NULL,
	time     INTEGER NOT NULL,
	changed  INTEGER NOT NULL,
	created  INTEGER NOT NULL
) STRICT, WITHOUT ROWID
