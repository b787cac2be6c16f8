"""The tables of a library's database, as scripts that lead from each version of them to the next."""

from __future__ import annotations

# One script per schema version, in order; a script that has shipped is never edited. PRAGMA user_version counts them.
MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('generation', 0), ('removed', 0);
    CREATE TABLE documents (
        document_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, source TEXT NOT NULL, title TEXT, agency TEXT,
        year INTEGER, stage TEXT, added TEXT NOT NULL, generation INTEGER NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, body TEXT NOT NULL
    );
    CREATE INDEX passages_by_document ON passages (document_id);
    CREATE TABLE vectors (id INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL);
    CREATE TABLE facts (
        field TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        own INTEGER NOT NULL, PRIMARY KEY (field, value, id)
    ) WITHOUT ROWID;
    CREATE INDEX facts_by_passage ON facts (id);
    """,
    """
    CREATE TABLE names (only INTEGER PRIMARY KEY CHECK (only = 1), source TEXT NOT NULL, program TEXT NOT NULL);
    INSERT INTO names VALUES (1, '', '');
    INSERT INTO meta VALUES ('renamed', 0);
    """,
    """
    CREATE TABLE versions (
        older TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        newer TEXT NOT NULL REFERENCES documents ON DELETE CASCADE CHECK (newer != older)
    ) WITHOUT ROWID;
    CREATE INDEX versions_by_newer ON versions (newer);
    INSERT INTO meta VALUES ('related', 0);
    """,
    """
    CREATE TABLE strays (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO meta VALUES ('rebuilt', 0);
    """,
    """
    CREATE TABLE sentences (
        id INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, body TEXT NOT NULL, breakdown INTEGER NOT NULL,
        vectors BLOB NOT NULL
    );
    CREATE INDEX documents_by_generation ON documents (generation);
    """,
)
SCHEMA = len(MIGRATIONS)
