/**
 * The seam of constrained decoding: which tokens may come next.
 *
 * One constraint belongs to one answer and moves with it. Implementations: JSON under a schema, a tool call of a template.
 */

export interface TokenConstraint {
  /** One bit an id, lowest bit first, (ceil(vocabularySize / 32)); valid until the next call. Never without a bit. */
  allowed(): Uint32Array
  /** Takes the chosen token, which was allowed. */
  accept(token: number): void
  /** Whether the text may end here; end tokens are allowed exactly then. */
  readonly isWhole: boolean
  /** The text cannot go on: the answer ends. */
  readonly isFinished: boolean
}
