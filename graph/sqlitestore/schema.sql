-- The log. A revision is what one Apply wrote; a change is one version of one document in it, kept once.
CREATE TABLE revisions (
	revision INTEGER PRIMARY KEY,
	time     INTEGER NOT NULL, -- microseconds since 1970, UTC
	apply    TEXT NOT NULL,
	actor    TEXT NOT NULL,
	reason   TEXT NOT NULL,
	batch    TEXT NOT NULL
) STRICT;

-- Documents have a number of their own, so that the log and its index do not repeat their ids.
CREATE TABLE documents (
	number   INTEGER PRIMARY KEY,
	id       TEXT NOT NULL UNIQUE,
	noun     TEXT NOT NULL,
	revision INTEGER NOT NULL,           -- that last changed it
	imported INTEGER NOT NULL DEFAULT 0, -- that last wrote it from an import, 0: none
	deleted  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE changes (
	revision INTEGER NOT NULL REFERENCES revisions (revision),
	position INTEGER NOT NULL,
	document INTEGER NOT NULL REFERENCES documents (number),
	body     BLOB, -- the document's JSON form; NULL where it was deleted
	PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_of_document ON changes (document, revision);

-- Every Apply ever acknowledged, those that changed nothing included.
CREATE TABLE applies (
	id       TEXT PRIMARY KEY,
	revision INTEGER NOT NULL,
	time     INTEGER NOT NULL,
	changed  INTEGER NOT NULL,
	created  INTEGER NOT NULL
) STRICT, WITHOUT ROWID
