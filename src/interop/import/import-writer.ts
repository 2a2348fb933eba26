/**
 * Writes import records in batches, so that running the same import again adds exactly what is missing.
 *
 * A chunk is a run of records with the same scope, group and expiry, at most CHUNK_RECORDS_MAX. Its idempotency key is made of
 * format, group, position and content of its first record, so the chunks of a file are the same on every run and a chunk that
 * is in already is skipped. A chunk that has grown since (a longer export of the same conversation) meets its own key with
 * other content: the turns of the batch that stands under the key are then read from the log and only the others are written.
 * A record that the memory refuses is reported and left out; the others of its chunk go in.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { Memory, Turn } from '../../memory/memory.ts'
import { assert } from '../../stdx/assert.ts'
import { GraphWriter } from './graph-writer.ts'
import { type ImportRecord, type ImportScope, isRecordFault, refuse } from './import-format.ts'
import type { ImportTally } from './import-report.ts'

export const CHUNK_RECORDS_MAX = 500
/** Characters of text in a chunk; a longer turn is a chunk of its own. */
const CHUNK_CHARACTERS_MAX = 4 * 1024 * 1024
/** How often a conversation may have grown between imports. */
const GROWTHS_MAX = 1_000

export type WriterMemory = Pick<Memory, 'remember' | 'relate' | 'graph' | 'log'>

interface Chunk {
  readonly key: string
  readonly scope: ImportScope
  readonly records: ImportRecord[]
  characterCount: number
}

function turnOf(record: ImportRecord): Turn {
  const { content } = record
  assert(content.kind === 'turn', `${content.kind} in a chunk of turns`)
  return content.turn
}

/** What makes two turns the same turn for an import; times differ when the file has none. */
function sameness(turn: {
  readonly role?: string | undefined
  readonly speaker?: string | null | undefined
  readonly session?: string | null | undefined
  readonly text: string
  readonly caption?: string | null | undefined
}): string {
  const { role = 'user', speaker = null, session = null, text, caption = null } = turn
  return JSON.stringify([role, speaker, session, text, caption])
}

export class ImportWriter {
  readonly #memory: WriterMemory
  readonly #format: string
  readonly #tally: ImportTally
  readonly #graph: GraphWriter
  #chunk: Chunk | null = null

  constructor(memory: WriterMemory, format: string, tally: ImportTally) {
    this.#memory = memory
    this.#format = format
    this.#tally = tally
    this.#graph = new GraphWriter(memory, `import:${format}`, tally)
  }

  async put(record: ImportRecord, scope: ImportScope): Promise<void> {
    const { content, group } = record
    if (content.kind === 'note') return this.#writeNote(record, scope)
    const isGraph = content.kind !== 'turn'
    const expiresAt = content.kind === 'turn' ? (content.expiresAt ?? null) : null
    const key = JSON.stringify([scope, isGraph ? null : group, isGraph, expiresAt])
    const size = content.kind === 'turn' ? content.turn.text.length : 0
    const open = this.#chunk
    const fits =
      open !== null &&
      open.key === key &&
      open.records.length < CHUNK_RECORDS_MAX &&
      open.characterCount + size <= CHUNK_CHARACTERS_MAX
    if (fits) {
      open.records.push(record)
      open.characterCount += size
      return
    }
    await this.flush()
    this.#chunk = { key, scope, records: [record], characterCount: size }
  }

  async flush(): Promise<void> {
    const chunk = this.#chunk
    this.#chunk = null
    if (chunk === null) return
    const isGraph = chunk.records[0]!.content.kind !== 'turn'
    if (isGraph) await this.#graph.write(chunk.records, chunk.scope)
    else await this.#writeTurns(chunk.records, chunk.scope)
  }

  #key(record: ImportRecord, parts: readonly unknown[]): string {
    const { group, position } = record
    return `import:${sha256Hex(JSON.stringify([this.#format, group, position, ...parts]))}`
  }

  async #writeNote(record: ImportRecord, scope: ImportScope): Promise<void> {
    if (record.content.kind !== 'note') return
    await this.flush()
    const { kind, text, ...facts } = record.content
    try {
      const receipt = await this.#memory.remember({
        scope,
        turns: text,
        ...facts,
        idempotencyKey: this.#key(record, [kind, text]),
        origin: `import:${this.#format}`,
      })
      if (receipt.isRepeated) this.#tally.skipped(1)
      else this.#tally.imported(1, 1, receipt.batch)
    } catch (error) {
      if (LociError.is(error, 'IDEMPOTENCY_MISMATCH')) this.#tally.skipped(1)
      else this.#refuse(record, error)
    }
  }

  async #writeTurns(records: readonly ImportRecord[], scope: ImportScope): Promise<void> {
    let left = [...records]
    let growths: readonly string[] = []
    while (left.length > 0) {
      const key = this.#key(left[0]!, [sameness(turnOf(left[0]!)), ...growths])
      try {
        await this.#remember(left, scope, key)
        return
      } catch (error) {
        const batch = LociError.is(error, 'IDEMPOTENCY_MISMATCH') ? error.details?.batch : undefined
        if (typeof batch === 'string' && growths.length < GROWTHS_MAX) {
          const missing = await this.#missingFrom(batch, left)
          this.#tally.skipped(left.length - missing.length)
          // Nothing of the batch is here: another chunk that begins alike. The longer key tells the two apart.
          left = missing
          growths = [...growths, batch]
          continue
        }
        const index = refusedIndex(error)
        // Scope and expiry are the same for the whole chunk: when they are wrong, so is every record of it.
        for (const record of index === null ? left : [left[index]!]) this.#refuse(record, error)
        left = index === null ? [] : left.toSpliced(index, 1)
      }
    }
  }

  async #remember(records: ImportRecord[], scope: ImportScope, key: string): Promise<void> {
    const first = records[0]!.content
    const expiresAt = first.kind === 'turn' ? first.expiresAt : undefined
    const receipt = await this.#memory.remember({
      scope,
      turns: records.map(turnOf),
      expiresAt,
      idempotencyKey: key,
      origin: `import:${this.#format}`,
    })
    if (receipt.isRepeated) this.#tally.skipped(records.length)
    else this.#tally.imported(records.length, receipt.ids.length, receipt.batch)
  }

  /** The records that a batch does not hold. A purged turn counts as held at its place: it must not come back. */
  async #missingFrom(batch: string, records: readonly ImportRecord[]): Promise<ImportRecord[]> {
    const entries = await this.#memory.log({
      batch: batch as NonNullable<Parameters<Memory['log']>[0]['batch']>,
      limit: CHUNK_RECORDS_MAX,
    })
    const held = new Map<string, number>()
    const purged = new Set<number>()
    entries.forEach(({ event }, index) => {
      if (event === null) purged.add(index)
      if (event?.kind !== 'turn-remembered') return
      const same = sameness(event.episode)
      held.set(same, (held.get(same) ?? 0) + 1)
    })
    return records.filter((record, index) => {
      if (purged.has(index)) return false
      const same = sameness(turnOf(record))
      const count = held.get(same) ?? 0
      held.set(same, count - 1)
      return count <= 0
    })
  }

  #refuse(record: ImportRecord, error: unknown): void {
    if (!isRecordFault(error)) throw error
    this.#tally.refused(refuse(record, error.code, error.message, error.hint))
  }
}

/** The turn that a refusal of `remember` is about: its field is written `turns[3].text`. Null: not about one turn. */
function refusedIndex(error: unknown): number | null {
  if (!LociError.is(error)) return null
  const found = /^turns\[(\d+)\]/.exec(String(error.details?.field ?? ''))
  return found === null ? null : Number(found[1])
}
