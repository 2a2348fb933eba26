/** One claim: a behaviour of a paper's row that a test can check against an oracle of its own. */

export interface Claim {
  readonly id: string
  /** Page in docs/papers, without `.md`. */
  readonly row: string
  /** Where the paper, or the project of the paper, says so. */
  readonly source: string
  readonly says: string
}
