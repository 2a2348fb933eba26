/**
 * Checks log rows in order: positions, log time, chain hash, and the payload against its keyed hash.
 *
 * After a bad hash it goes on from the hash that the row claims, so that each problem is reported once and where it is.
 */

import { LociError } from '../../errors.ts'
import { hmacSha256Hex } from '../../host/digest.ts'
import type { LogEvent } from '../events.ts'
import { chainHash, GENESIS_HASH } from './hash-chain.ts'
import { openPayload } from './payload.ts'
import type { ProblemList } from './problem-list.ts'
import type { ReplayRow } from './replay.ts'

export class LogCheck {
  readonly #problems: ProblemList
  /** Erased or lost payloads, by the cube that they belonged to. */
  readonly #gone = new Map<string, number[]>()
  /** The last purge of each subject: what is put after it must be there. */
  readonly #purged = new Map<string, number>()
  #seq = 0
  #atMs = Number.NEGATIVE_INFINITY
  #hash = GENESIS_HASH

  constructor(problems: ProblemList) {
    this.#problems = problems
  }

  /** The event of the row, or null when its payload is erased or bad. */
  check(row: ReplayRow): LogEvent | null {
    this.#checkChain(row)
    if (row.kind === 'cube-purged' || row.kind === 'graph-purged') {
      this.#purged.set(row.subject, row.seq)
    }
    if (row.is_erased === 0) return this.#checkPayload(row)
    if (row.is_erased === null) this.#problems.add('payload', row.seq, 'the payload is missing')
    else if (isSeen(row.json))
      this.#problems.add('payload', row.seq, 'the payload is only half erased')
    this.#gone.set(row.subject, [...(this.#gone.get(row.subject) ?? []), row.seq])
    return null
  }

  /** What only the whole log can say: each payload that is gone belongs to a purge. */
  finish(): void {
    for (const [subject, seqs] of this.#gone) {
      const purgedSeq = this.#purged.get(subject) ?? 0
      for (const seq of seqs) {
        if (seq < purgedSeq) continue
        this.#problems.add('payload', seq, `the payload of ${subject} is gone without a purge`)
      }
    }
  }

  #checkChain(row: ReplayRow): void {
    if (row.seq !== this.#seq + 1) {
      const message = `position ${row.seq} follows ${this.#seq}: the log has a gap`
      this.#problems.add('chain', row.seq, message)
    }
    if (row.at_ms < this.#atMs) this.#problems.add('chain', row.seq, 'log time goes backwards')
    if (chainHash(this.#hash, row) !== row.hash) {
      this.#problems.add('chain', row.seq, 'the row does not fit the hash chain')
    }
    this.#seq = row.seq
    this.#atMs = row.at_ms
    this.#hash = row.hash
  }

  #checkPayload(row: ReplayRow): LogEvent | null {
    if (hmacSha256Hex(row.key!, row.json!) !== row.payload_hash) {
      this.#problems.add('payload', row.seq, 'the payload is not the one that was logged')
      return null
    }
    try {
      return openPayload(row.json!, row.seq).event
    } catch (error) {
      if (!LociError.is(error)) throw error
      this.#problems.add('payload', row.seq, error.message)
      return null
    }
  }
}

function isSeen(json: string | null): boolean {
  return json !== null && /[^\0]/.test(json)
}
