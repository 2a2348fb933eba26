/** What an import did, counted and listed. Lists are bounded; the counts beside them are of all. */

import type { ImportRefusal } from './import-format.ts'

export const REFUSALS_LISTED_MAX = 1_000
export const BATCHES_LISTED_MAX = 1_000

export interface ImportReport {
  readonly format: string
  /** Records found: turns, notes, entities and links, refused ones included. */
  readonly recordCount: number
  readonly importedCount: number
  /** There already, from an earlier run of the same import. */
  readonly skippedCount: number
  readonly refusedCount: number
  readonly refused: readonly Omit<ImportRefusal, 'type'>[]
  /** Memories made. */
  readonly idCount: number
  readonly batchCount: number
  /** For `undo`. */
  readonly batches: readonly string[]
}

export class ImportTally {
  #importedCount = 0
  #skippedCount = 0
  #refusedCount = 0
  #idCount = 0
  #batchCount = 0
  readonly #refused: Omit<ImportRefusal, 'type'>[] = []
  readonly #batches: string[] = []

  imported(recordCount: number, idCount: number, batch: string): void {
    this.#importedCount += recordCount
    this.#idCount += idCount
    this.#batchCount += 1
    if (this.#batches.length < BATCHES_LISTED_MAX) this.#batches.push(batch)
  }

  skipped(recordCount: number): void {
    this.#skippedCount += recordCount
  }

  refused({ type: _, ...refusal }: ImportRefusal): void {
    this.#refusedCount += 1
    if (this.#refused.length < REFUSALS_LISTED_MAX) this.#refused.push(refusal)
  }

  get doneCount(): number {
    return this.#importedCount + this.#skippedCount + this.#refusedCount
  }

  report(format: string): ImportReport {
    return {
      format,
      recordCount: this.doneCount,
      importedCount: this.#importedCount,
      skippedCount: this.#skippedCount,
      refusedCount: this.#refusedCount,
      refused: this.#refused,
      idCount: this.#idCount,
      batchCount: this.#batchCount,
      batches: this.#batches,
    }
  }
}
