/** The problems that a verification found: the first hundred in full, and how many more there were. */

import type { LogPosition, StoreProblem } from '../store.ts'

const PROBLEMS_MAX = 100

export class ProblemList {
  readonly #items: StoreProblem[] = []
  #moreCount = 0

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  get items(): readonly StoreProblem[] {
    if (this.#moreCount === 0) return this.#items
    const { code } = this.#items.at(-1)!
    return [...this.#items, { code, seq: null, message: `and ${this.#moreCount} more problems` }]
  }

  add(code: StoreProblem['code'], seq: LogPosition | null, message: string): void {
    if (this.#items.length < PROBLEMS_MAX) this.#items.push({ code, seq, message })
    else this.#moreCount += 1
  }
}
