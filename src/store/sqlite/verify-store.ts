/**
 * Whether a store is sound: pages, chain, payloads, orphans, and every derived table against a replay of the log.
 *
 * Works on a snapshot, on a connection of its own, and lets others run between chunks; it writes nothing. What it cannot see
 * is a log cut at its end together with everything derived from the cut rows: compare `headHash` with one noted earlier.
 * A problem is reported, not thrown, so that one bad row does not hide the next.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import type { Host } from '../../host/host.ts'
import type { Progress, VerifyReport } from '../store.ts'
import { DriftCheck } from './drift-check.ts'
import { GENESIS_HASH } from './hash-chain.ts'
import { LogCheck } from './log-check.ts'
import { pragma } from './open-connection.ts'
import { ProblemList } from './problem-list.ts'
import { replayChunks } from './replay.ts'
import { ANSWERS_FORMAT, NAMES_FORMAT, VECTORS_FORMAT } from './schema.ts'

const PAGE_PROBLEMS_MAX = 100

/** The steps of a verification; a yield is a point where others may run. */
function* verifySteps(
  database: Database,
  problems: ProblemList,
  onProgress?: Progress,
): Generator<void, { readonly eventCount: number; readonly headHash: string }> {
  let eventCount = 0
  let headHash = GENESIS_HASH
  database.exec('BEGIN')
  try {
    checkPages(database, problems)
    yield
    const total = database.prepare('SELECT count(*) AS total FROM log').get()?.total as number
    const log = new LogCheck(problems)
    const drift = new DriftCheck(database, problems)
    for (const rows of replayChunks(database)) {
      for (const row of rows) drift.apply(row, log.check(row))
      drift.flush()
      eventCount += rows.length
      headHash = rows.at(-1)!.hash
      onProgress?.(eventCount, total)
      yield
    }
    log.finish()
    drift.compare()
    checkOrphans(database, problems)
  } catch (error) {
    if (!LociError.is(error, 'STORE_CORRUPT')) throw error
    problems.add('page', null, error.message)
  } finally {
    // Nothing but temporary tables was written.
    if (database.isInTransaction) database.exec('ROLLBACK')
  }
  return { eventCount, headHash }
}

function checkPages(database: Database, problems: ProblemList): void {
  for (const row of database.prepare(`PRAGMA integrity_check(${PAGE_PROBLEMS_MAX})`).all()) {
    const [message] = Object.values(row)
    if (message !== 'ok') problems.add('page', null, String(message))
  }
}

function checkOrphans(database: Database, problems: ProblemList): void {
  const payloads = database.prepare(
    'SELECT seq FROM payloads WHERE seq NOT IN (SELECT seq FROM log) ORDER BY seq',
  )
  for (const { seq } of payloads.all()) {
    problems.add('orphan', seq as number, 'a payload without a log row')
  }
  const usage = database.prepare('SELECT id FROM usage WHERE id NOT IN (SELECT id FROM cubes)')
  for (const { id } of usage.all())
    problems.add('orphan', null, `usage counts without a cube: ${id}`)
  // A backup that is being restored may be of a format before.
  const format = Number(pragma(database, 'user_version'))
  if (format >= ANSWERS_FORMAT) checkAnswers(database, problems)
  if (format >= VECTORS_FORMAT) checkVectors(database, problems)
  if (format >= NAMES_FORMAT) checkFormations(database, problems)
}

/** Jobs that nobody could run or read. */
function checkFormations(database: Database, problems: ProblemList): void {
  const jobs = database.prepare(
    `SELECT id FROM formations WHERE state NOT IN ('pending', 'running', 'done', 'failed')
     OR (state = 'running' AND holder IS NULL)
     OR NOT (json_valid(sources) AND json_valid(before) AND json_valid(counts))`,
  )
  for (const { id } of jobs.all()) problems.add('orphan', null, `a formation in no state: ${id}`)
}

function checkAnswers(database: Database, problems: ProblemList): void {
  const checks = {
    'a stored answer without its content': `SELECT id FROM answers WHERE NOT EXISTS (
      SELECT 1 FROM answer_slots s WHERE s.slot = answers.slot AND s.is_free = 0 AND s.size >= byte_count)`,
    'content of no stored answer': `SELECT slot AS id FROM answer_slots
      WHERE is_free = 0 AND slot NOT IN (SELECT slot FROM answers)`,
    'a citation of no stored answer': `SELECT answer AS id FROM answer_citations
      WHERE answer NOT IN (SELECT id FROM answers)`,
  }
  for (const [what, sql] of Object.entries(checks)) {
    for (const { id } of database.prepare(sql).all()) problems.add('orphan', null, `${what}: ${id}`)
  }
}

/** Vectors that should have gone with a cube, or whose two halves have parted. `store rebuild` drops them. */
function checkVectors(database: Database, problems: ProblemList): void {
  const live = "SELECT id FROM cubes WHERE state <> 'forgotten'"
  const vectors = database.prepare(
    `SELECT id, part FROM vectors WHERE id NOT IN (${live}) OR slot NOT IN (SELECT slot FROM vector_bytes)
     OR (previous IS NOT NULL AND previous NOT IN (${live}))
     OR (next IS NOT NULL AND next NOT IN (${live}))`,
  )
  for (const { id, part } of vectors.all()) {
    problems.add(
      'orphan',
      null,
      `a vector (${part}) without its bytes or a cube of its text: ${id}`,
    )
  }
  const bytes = database.prepare(
    'SELECT slot FROM vector_bytes WHERE is_free = 0 AND slot NOT IN (SELECT slot FROM vectors)',
  )
  for (const { slot } of bytes.all()) {
    problems.add('orphan', null, `a vector's bytes without what they belong to: slot ${slot}`)
  }
}

async function runSteps<T>(steps: Generator<void, T>, isAlone: boolean): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    // On a shared connection nobody may run in between: their statements would fall into this transaction.
    if (!isAlone) continue
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/** Verifies the database behind an open connection. */
export async function verifyDatabase(
  host: Pick<Host, 'openDatabase'>,
  shared: Database,
  onProgress?: Progress,
): Promise<VerifyReport> {
  const isAlone = shared.path !== ':memory:'
  const database = isAlone ? host.openDatabase(shared.path, { isReadOnly: true }) : shared
  const problems = new ProblemList()
  try {
    const found = await runSteps(verifySteps(database, problems, onProgress), isAlone)
    return { isSound: problems.isEmpty, ...found, problems: problems.items }
  } finally {
    if (isAlone) database.close()
  }
}
