-- schema.sql: the tables of a ledger (docs/formats/ledger.md says what each holds and how it is proven).
-- Rows of the content tables are only ever added. Each begins with `id`, which grows, and `entry`, the log entry that it came with.
-- Cells of type TEXT hold words, which can be erased (they become NULL); all other cells stay for ever. No TEXT column is NOT NULL for that reason.
-- Tables whose names begin with log_ are the log's; derived_ tables and `search` can be made again from the rest.

CREATE TABLE documents (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
uid BLOB NOT NULL, name TEXT) STRICT;
CREATE UNIQUE INDEX documents_uid ON documents (uid);
CREATE UNIQUE INDEX documents_name ON documents (name);

CREATE TABLE versions (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
document INTEGER NOT NULL, number INTEGER NOT NULL, added INTEGER NOT NULL, day INTEGER, body_start INTEGER NOT NULL, body_end INTEGER NOT NULL, record INTEGER NOT NULL,
text TEXT, sha256_bytes TEXT, sha256_text TEXT, title TEXT, outlet TEXT, author TEXT, published TEXT, url TEXT, language TEXT,
file TEXT, media_type TEXT, charset TEXT, provenance TEXT) STRICT;
CREATE UNIQUE INDEX versions_number ON versions (document, number);
CREATE INDEX versions_url ON versions (url) WHERE url IS NOT NULL;
CREATE INDEX versions_day ON versions (day) WHERE day IS NOT NULL;

CREATE TABLE readings (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
version INTEGER NOT NULL, number INTEGER NOT NULL, made INTEGER NOT NULL,
model TEXT, program TEXT, json TEXT) STRICT;
CREATE UNIQUE INDEX readings_number ON readings (version, number);

CREATE TABLE actors (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
reading INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL,
name TEXT, key TEXT, code TEXT) STRICT;
CREATE INDEX actors_reading ON actors (reading);
CREATE INDEX actors_key ON actors (key) WHERE key IS NOT NULL;

CREATE TABLE passages (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
reading INTEGER NOT NULL, kind INTEGER NOT NULL, number INTEGER NOT NULL, parent INTEGER, actor INTEGER, stance INTEGER, negated INTEGER, quote INTEGER,
confidence REAL, first INTEGER NOT NULL, last INTEGER NOT NULL, corrects INTEGER, state INTEGER NOT NULL, day INTEGER, said INTEGER,
spans TEXT, words TEXT, source TEXT, about TEXT, against TEXT, marks TEXT) STRICT;
CREATE INDEX passages_reading ON passages (reading);
CREATE INDEX passages_corrects ON passages (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE reactions (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
reading INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL, actor INTEGER, passage INTEGER, first INTEGER NOT NULL, last INTEGER NOT NULL,
source TEXT, words TEXT) STRICT;
CREATE INDEX reactions_reading ON reactions (reading);

CREATE TABLE reaction_targets (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
reaction INTEGER NOT NULL, passage INTEGER NOT NULL) STRICT;
CREATE INDEX reaction_targets_passage ON reaction_targets (passage);

CREATE TABLE statuses (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
passage INTEGER NOT NULL, reaction INTEGER NOT NULL, kind INTEGER NOT NULL) STRICT;
CREATE INDEX statuses_passage ON statuses (passage);

CREATE TABLE carried (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
passage INTEGER NOT NULL, reading INTEGER NOT NULL, becomes INTEGER, first INTEGER, last INTEGER) STRICT;
CREATE INDEX carried_passage ON carried (passage);

CREATE TABLE claims (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
uid BLOB NOT NULL, made INTEGER NOT NULL, split_from INTEGER) STRICT;
CREATE UNIQUE INDEX claims_uid ON claims (uid);

CREATE TABLE memberships (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
claim INTEGER NOT NULL, passage INTEGER NOT NULL, act INTEGER NOT NULL, position INTEGER NOT NULL, score REAL, at INTEGER NOT NULL,
first INTEGER, last INTEGER, reason TEXT, person TEXT) STRICT;
CREATE INDEX memberships_claim ON memberships (claim);
CREATE INDEX memberships_passage ON memberships (passage);

CREATE TABLE decisions (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
claim INTEGER NOT NULL, act INTEGER NOT NULL, other INTEGER, at INTEGER NOT NULL,
reason TEXT, person TEXT, signature TEXT) STRICT;
CREATE INDEX decisions_claim ON decisions (claim);

CREATE TABLE corrections (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
uid BLOB NOT NULL, document INTEGER NOT NULL, passage INTEGER NOT NULL, result INTEGER, carries INTEGER, field INTEGER NOT NULL, at INTEGER NOT NULL, answer INTEGER NOT NULL,
first INTEGER, last INTEGER, value TEXT, why TEXT, person TEXT, signature TEXT) STRICT;
CREATE UNIQUE INDEX corrections_uid ON corrections (uid);
CREATE INDEX corrections_document ON corrections (document);

CREATE TABLE evidence (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
uid BLOB NOT NULL, size INTEGER NOT NULL, got INTEGER NOT NULL, document INTEGER, claim INTEGER,
sha256 TEXT, origin TEXT, how TEXT, media_type TEXT, person TEXT) STRICT;
CREATE UNIQUE INDEX evidence_uid ON evidence (uid);
CREATE INDEX evidence_sha256 ON evidence (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE verdicts (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
uid BLOB NOT NULL, claim INTEGER, passage INTEGER, supersedes INTEGER, at INTEGER NOT NULL,
verdict TEXT, reasons TEXT, person TEXT, signature TEXT) STRICT;
CREATE UNIQUE INDEX verdicts_uid ON verdicts (uid);
CREATE INDEX verdicts_claim ON verdicts (claim) WHERE claim IS NOT NULL;
CREATE INDEX verdicts_passage ON verdicts (passage) WHERE passage IS NOT NULL;

CREATE TABLE verdict_evidence (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
verdict INTEGER NOT NULL, evidence INTEGER NOT NULL) STRICT;
CREATE INDEX verdict_evidence_verdict ON verdict_evidence (verdict);

CREATE TABLE rejects (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
kind INTEGER NOT NULL, record INTEGER NOT NULL, at INTEGER NOT NULL,
file TEXT, name TEXT, reason TEXT) STRICT;
CREATE INDEX rejects_file ON rejects (file, record) WHERE file IS NOT NULL;

CREATE TABLE erasures (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
erased INTEGER NOT NULL, document INTEGER, evidence INTEGER, at INTEGER NOT NULL,
reason TEXT, person TEXT) STRICT;
CREATE UNIQUE INDEX erasures_erased ON erasures (erased);

CREATE TABLE imports (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
uid BLOB NOT NULL, at INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
origin TEXT, checkpoint TEXT) STRICT;

CREATE TABLE import_proofs (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL,
import INTEGER NOT NULL, leaf INTEGER NOT NULL, document INTEGER NOT NULL,
proof TEXT) STRICT;

CREATE TABLE log_salts (entry INTEGER PRIMARY KEY, salt BLOB NOT NULL) STRICT;
CREATE TABLE log_entries (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE log_nodes (id INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;
CREATE TABLE log_checkpoints (size INTEGER PRIMARY KEY, kept INTEGER NOT NULL, note BLOB NOT NULL) STRICT;
CREATE TABLE log_keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL, public BLOB NOT NULL) STRICT;

CREATE TABLE derived_heads (document INTEGER PRIMARY KEY, version INTEGER NOT NULL, reading INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX derived_heads_reading ON derived_heads (reading);

-- What can be found: the index holds exactly this, which `log verify` has FTS5 check.
CREATE VIEW searchable AS SELECT id, words, source, about, against, marks FROM passages p
WHERE state <> 3 AND words IS NOT NULL AND EXISTS (SELECT 1 FROM derived_heads WHERE reading = p.reading)
AND NOT EXISTS (SELECT 1 FROM passages WHERE corrects = p.id);

CREATE VIRTUAL TABLE search USING fts5 (words, source, about, against, marks,
content='searchable', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
