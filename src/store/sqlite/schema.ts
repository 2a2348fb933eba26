/**
 * The file format of a SQLite store: its tables, and the migrations that lead to them.
 *
 * `log` and `payloads` are the truth; `derivedTables` can be made again from them; `usage`, `keys`, the answer tables, the queue of formation, the vectors
 * (`vector-tables.ts` says why their bytes have a table of their own) and the embedders that they came from stand beside the log.
 * A cube's versions are the log rows of its subject, and a scope's cubes are the log rows of their first versions, so the
 * three scope indexes of the log serve the log, the cubes and the changes of a scope alike.
 * Invariant: a migration, once released, is never edited; a change of format is a new one.
 */

/** "LOCI" in ASCII, in the header of the file. */
export const APPLICATION_ID = 0x4c4f4349

/** `%s.` stands for the schema (`main`, or `temp` while verifying). */
const firstDerivedDdl: Readonly<Record<string, string>> = {
  // The current version of each cube that was not purged.
  cubes: `CREATE TABLE %s.cubes (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL, created_seq INTEGER NOT NULL, version INTEGER NOT NULL,
    state TEXT NOT NULL, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`,
  // Where the payload with the raw turn is.
  episodes: `CREATE TABLE %s.episodes (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`,
  scopes: `CREATE TABLE %s.scopes (
    key TEXT PRIMARY KEY, scope_user TEXT, scope_agent TEXT, scope_run TEXT,
    cube_count INTEGER NOT NULL, episode_count INTEGER NOT NULL,
    last_seq INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`,
  entities: `CREATE TABLE %s.entities (
    id TEXT PRIMARY KEY, scope_user TEXT, scope_agent TEXT, scope_run TEXT,
    name TEXT NOT NULL, type TEXT NOT NULL, seq INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX %s.entities_user ON entities(scope_user) WHERE scope_user IS NOT NULL;
  CREATE INDEX %s.entities_agent ON entities(scope_agent) WHERE scope_agent IS NOT NULL;
  CREATE INDEX %s.entities_run ON entities(scope_run) WHERE scope_run IS NOT NULL;`,
  links: `CREATE TABLE %s.links (
    id TEXT PRIMARY KEY, scope_user TEXT, scope_agent TEXT, scope_run TEXT,
    source TEXT NOT NULL, relation TEXT NOT NULL, target TEXT NOT NULL, seq INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX %s.links_user ON links(scope_user) WHERE scope_user IS NOT NULL;
  CREATE INDEX %s.links_agent ON links(scope_agent) WHERE scope_agent IS NOT NULL;
  CREATE INDEX %s.links_run ON links(scope_run) WHERE scope_run IS NOT NULL;`,
  tombstones: `CREATE TABLE %s.tombstones (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL,
    erased_seqs TEXT NOT NULL
  ) STRICT;`,
}

// Of the names digests only: rows of this table are deleted, and what was deleted from a tree can leave traces.
const namesDdl = `CREATE TABLE %s.names (
    kind TEXT NOT NULL, scope_key TEXT NOT NULL, digest TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (kind, scope_key, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX %s.names_id ON names(id);`

/** Names of entities and links lie in their payloads alone: rows of a derived table are deleted, and can leave traces. */
function graphDdl(table: string): string {
  return `CREATE TABLE %s.${table} (
    id TEXT PRIMARY KEY, scope_user TEXT, scope_agent TEXT, scope_run TEXT, seq INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX %s.${table}_user ON ${table}(scope_user) WHERE scope_user IS NOT NULL;
  CREATE INDEX %s.${table}_agent ON ${table}(scope_agent) WHERE scope_agent IS NOT NULL;
  CREATE INDEX %s.${table}_run ON ${table}(scope_run) WHERE scope_run IS NOT NULL;`
}

const derivedDdl: Readonly<Record<string, string>> = {
  ...firstDerivedDdl,
  entities: graphDdl('entities'),
  links: graphDdl('links'),
  names: namesDdl,
}

export const derivedTables: readonly string[] = Object.keys(derivedDdl)

/** The derived tables of a store that may be of a format before. */
export function derivedTablesOf(format: number): readonly string[] {
  return format < NAMES_FORMAT ? Object.keys(firstDerivedDdl) : derivedTables
}

export type Schema = 'main' | 'temp'

function ddlIn(schema: Schema, ddl: Readonly<Record<string, string>>): string {
  return Object.values(ddl).join('\n').replaceAll('%s', schema)
}

/** SQL that makes the derived tables, empty, in a schema. */
export function derivedTablesSql(schema: Schema): string {
  return ddlIn(schema, derivedDdl)
}

const firstFormat = `
CREATE TABLE log (
  seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,
  batch TEXT NOT NULL, operation TEXT NOT NULL,
  scope_user TEXT, scope_agent TEXT, scope_run TEXT,
  subject TEXT NOT NULL,
  version INTEGER,     -- of the cube; NULL when the event is not a version of one
  idempotency TEXT,    -- scope and key, on the first event of a batch that came with one
  payload_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX log_batch ON log(batch);
CREATE INDEX log_subject ON log(subject);
CREATE INDEX log_user ON log(scope_user) WHERE scope_user IS NOT NULL;
CREATE INDEX log_agent ON log(scope_agent) WHERE scope_agent IS NOT NULL;
CREATE INDEX log_run ON log(scope_run) WHERE scope_run IS NOT NULL;
CREATE UNIQUE INDEX log_idempotency ON log(idempotency) WHERE idempotency IS NOT NULL;
CREATE TABLE payloads (
  seq INTEGER PRIMARY KEY, is_erased INTEGER NOT NULL, key BLOB NOT NULL, json TEXT NOT NULL
) STRICT;
${ddlIn('main', firstDerivedDdl)}
CREATE TABLE usage (
  id TEXT PRIMARY KEY, recall_count INTEGER NOT NULL, last_recalled_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE keys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash TEXT NOT NULL, scopes TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;
`

/** Content lies in `answer_slots` alone, whose rows are overwritten and used again, never deleted (see `content-slots.ts`). */
const answersFormat = `
CREATE TABLE answers (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, slot INTEGER NOT NULL, byte_count INTEGER NOT NULL,
  owner TEXT   -- key of the scope of all that is its owner's; null: nobody's
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX answers_position ON answers(position);
CREATE INDEX answers_owner ON answers(owner) WHERE owner IS NOT NULL;
CREATE TABLE answer_slots (
  slot INTEGER PRIMARY KEY, is_free INTEGER NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL
) STRICT;
CREATE INDEX answer_slots_free ON answer_slots(size) WHERE is_free = 1;
CREATE TABLE answer_citations (
  cube TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (cube, answer)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_citations_answer ON answer_citations(answer);
CREATE TABLE answer_deletions (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL
) STRICT;
CREATE TABLE answer_learning (
  key TEXT PRIMARY KEY, json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
/** The first format with the answer tables. */
export const ANSWERS_FORMAT = 2

/** Vectors' contents: appended, zeroed in place, used again when the size fits; a row is never deleted or moved. */
export const vectorBytesSql = `
CREATE TABLE vector_bytes (
  slot INTEGER PRIMARY KEY, byte_count INTEGER NOT NULL, is_free INTEGER NOT NULL,
  source TEXT NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE INDEX vector_bytes_free ON vector_bytes(byte_count) WHERE is_free = 1;
`

const vectorsFormat = `
CREATE TABLE embedders (
  fingerprint TEXT PRIMARY KEY, role TEXT NOT NULL, opened TEXT NOT NULL, tick INTEGER NOT NULL,
  done_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE vectors (
  fingerprint TEXT NOT NULL, id TEXT NOT NULL, part TEXT NOT NULL,
  previous TEXT, next TEXT,   -- the cubes whose text is in it too
  tick INTEGER NOT NULL, slot INTEGER NOT NULL,
  PRIMARY KEY (fingerprint, id, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX vectors_id ON vectors(id);
CREATE INDEX vectors_tick ON vectors(fingerprint, tick);
CREATE INDEX vectors_previous ON vectors(previous) WHERE previous IS NOT NULL;
CREATE INDEX vectors_next ON vectors(next) WHERE next IS NOT NULL;
${vectorBytesSql}`

/** The first format with the vector tables. */
export const VECTORS_FORMAT = 3

/** The first format with the table of names and the queue of formation. */
export const NAMES_FORMAT = 4

/** Jobs of formation and how far scopes are cut: ids and counts alone, see `stored-formations.ts`. */
const formationsSql = `
CREATE TABLE formations (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  scope_key TEXT NOT NULL, scope_user TEXT, scope_agent TEXT, scope_run TEXT,
  pipeline TEXT NOT NULL, state TEXT NOT NULL, sources TEXT NOT NULL, source_count INTEGER NOT NULL,
  before TEXT NOT NULL, round INTEGER NOT NULL, tries INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL, lease_until_ms INTEGER NOT NULL, holder TEXT, batch TEXT, code TEXT,
  counts TEXT NOT NULL, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX formations_open ON formations(position) WHERE state IN ('pending', 'running');
CREATE INDEX formations_scope ON formations(scope_key) WHERE state IN ('pending', 'running');
CREATE INDEX formations_user ON formations(scope_user) WHERE scope_user IS NOT NULL;
CREATE INDEX formations_agent ON formations(scope_agent) WHERE scope_agent IS NOT NULL;
CREATE INDEX formations_run ON formations(scope_run) WHERE scope_run IS NOT NULL;
CREATE TABLE formation_scopes (
  scope_key TEXT PRIMARY KEY, scope_user TEXT, scope_agent TEXT, scope_run TEXT,
  position INTEGER NOT NULL, recent TEXT NOT NULL,
  call_count INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
  cost_micros INTEGER,   -- NULL once a price was not known
  is_estimated INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

/** No cube has a name before this format, so the table of names begins empty. */
const namesFormat = `${ddlIn('main', { names: namesDdl })}\n${formationsSql}`

/** The old tables are dropped whole, and what they held is overwritten. */
const graphFormat = ['entities', 'links']
  .map(
    (table) => `
DROP INDEX IF EXISTS ${table}_user;
DROP INDEX IF EXISTS ${table}_agent;
DROP INDEX IF EXISTS ${table}_run;
ALTER TABLE ${table} RENAME TO ${table}_before;
${ddlIn('main', { [table]: graphDdl(table) })}
INSERT INTO ${table} SELECT id, scope_user, scope_agent, scope_run, seq FROM ${table}_before;
DROP TABLE ${table}_before;`,
  )
  .join('\n')

/** `migrations[n]` leads from format n to format n + 1. */
export const migrations: readonly string[] = [
  firstFormat,
  answersFormat,
  vectorsFormat,
  namesFormat,
  graphFormat,
]

export const SCHEMA_VERSION: number = migrations.length
