/**
 * The log as JSON lines that can be checked without us, and the check.
 *
 * Rule, as the first line says: `hash` of a row is the SHA-256 of the JSON list [previousHash, seq, atMs, kind, batch, operation, user,
 * agent, run, subject, version, idempotency, payloadHash], and `previousHash` is the hash of the row before (64 zeros for the first).
 * Of a part of the log each row proves itself and neighbours prove each other; only the whole proves that nothing was left out.
 * No content unless asked; the actor stands beside the hashed columns, because it lies in the erasable payload.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { LogEvent } from '../../store/events.ts'
import { checkScope } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import type { ChainRow } from '../../store/stored-forgetting.ts'
import { invalidInput } from '../check-input.ts'
import type { AuditInput } from './governance.ts'

export const AUDIT_FORMAT = 'loci-audit/1'
const CHUNK_ROWS = 1_000
const PROBLEMS_MAX = 100

const hashed = [
  'previousHash',
  'seq',
  'atMs',
  'kind',
  'batch',
  'operation',
  'user',
  'agent',
  'run',
  'subject',
  'version',
  'idempotency',
  'payloadHash',
] as const

const rule = `hash = SHA-256 (hex) of the JSON list [${hashed.join(', ')}]; previousHash = hash of seq - 1, 64 zeros before the first`

function checkPosition(value: number | undefined, field: string, fallback: number): number {
  if (value === undefined) return fallback
  if (Number.isInteger(value) && value >= 1) return value
  throw invalidInput(field, 'must be a whole number from 1')
}

export async function* auditLines(store: Store, input: AuditInput): AsyncGenerator<string> {
  const scope = input.scope === undefined ? undefined : checkScope(input.scope)
  const from = checkPosition(input.from, 'from', 1)
  const to = Math.min(
    checkPosition(input.to, 'to', Number.MAX_SAFE_INTEGER),
    await store.position(),
  )
  const hasContent = input.hasContent === true
  yield JSON.stringify({ format: AUDIT_FORMAT, rule, from, to, scope: scope ?? null, hasContent })
  const query = { ...(scope === undefined ? {} : { scope }), limit: CHUNK_ROWS }
  for (let afterSeq = from - 1; afterSeq < to; ) {
    const rows = await store.chain({ ...query, afterSeq })
    for (const row of rows) if (row.seq <= to) yield lineOf(row, hasContent)
    if (rows.length < CHUNK_ROWS) return
    afterSeq = rows.at(-1)!.seq
  }
}

function lineOf({ json, ...row }: ChainRow, hasContent: boolean): string {
  const event = json === null ? null : (JSON.parse(json) as LogEvent)
  const actor = event !== null && 'cube' in event ? event.cube.author : null
  const isErased = json === null
  return JSON.stringify({ ...row, actor, isErased, ...(hasContent ? { event } : {}) })
}

export interface AuditReport {
  readonly isSound: boolean
  readonly rowCount: number
  readonly headHash: string | null
  /** Whether every row from the first to the last is there, so that nothing was left out between. */
  readonly isWhole: boolean
  readonly problems: readonly string[]
}

type AuditRow = Omit<ChainRow, 'json'>

interface AuditHeader {
  readonly from: number
  readonly to: number
  /** Null: every row of the range. */
  readonly scope: object | null
}

/** Checks lines by the rule above; the store plays no part. Throws FORMAT_UNKNOWN when they are no audit. */
export async function verifyAudit(
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<AuditReport> {
  const problems: string[] = []
  const tell = (problem: string): void => {
    if (problems.length < PROBLEMS_MAX) problems.push(problem)
  }
  let before: AuditRow | null = null
  let header: AuditHeader | null = null
  let isWhole = true
  let rowCount = 0
  for await (const line of lines) {
    if (line.trim() === '') continue
    const value = parsed(line, tell, rowCount)
    if (header === null) {
      if (value?.format !== AUDIT_FORMAT) throw notAnAudit()
      header = value as unknown as AuditHeader
      continue
    }
    if (value === null) continue
    const row = value as unknown as AuditRow
    rowCount += 1
    if (sha256Hex(JSON.stringify(hashed.map((name) => row[name]))) !== row.hash) {
      tell(`row ${row.seq} does not have the hash of what it says`)
    }
    if (before !== null && row.seq <= before.seq) tell(`row ${row.seq} follows ${before.seq}`)
    const isNext = row.seq === (before === null ? 1 : before.seq + 1)
    if (!isNext) isWhole = false
    if (header.scope === null && row.seq !== (before === null ? header.from : before.seq + 1)) {
      tell(`rows before ${row.seq} are missing`)
    }
    if (isNext && before !== null && row.previousHash !== before.hash) {
      tell(`row ${row.seq} does not follow from the row before`)
    }
    before = row
  }
  if (header === null) throw notAnAudit()
  const lastSeq = before?.seq ?? header.from - 1
  if (header.scope === null && lastSeq < header.to) tell(`rows after ${lastSeq} are missing`)
  return {
    isSound: problems.length === 0,
    rowCount,
    headHash: before?.hash ?? null,
    isWhole,
    problems,
  }
}

function parsed(
  line: string,
  tell: (problem: string) => void,
  rowCount: number,
): Record<string, unknown> | null {
  try {
    const value = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below, like every other line that is no row.
  }
  tell(`the line after row ${rowCount} is no JSON object`)
  return null
}

function notAnAudit(): LociError {
  return new LociError('FORMAT_UNKNOWN', 'the file does not begin like an audit', {
    hint: `Its first line says {"format":"${AUDIT_FORMAT}", ...}: write it with \`loci govern audit\`.`,
  })
}
