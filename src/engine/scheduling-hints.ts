/**
 * What a request may say of itself for the policies of scheduling. No hint changes an answer; a wrong one costs time.
 *
 * Checked where requests come in (`check-generate.ts`), because names are kept in bounded tables and ranks enter sums.
 */

export interface SchedulingHints {
  /** What the request is a turn of: an agent's run, a session. */
  readonly program?: string
  /** What runs after this turn, before the next of the program. */
  readonly tool?: string
  /** The program ends with it: nothing is kept for another turn. */
  readonly isLastTurn?: boolean
  /** Tokens that the answer is expected to have. */
  readonly predictedTokens?: number
  /** Its place in a batch that was arranged as a whole. */
  readonly batchRank?: number
}

export const HINT_CHARACTERS_MAX = 256

/** The hints of a richer object, without those that are absent. */
export function hintsOf(given: SchedulingHints): SchedulingHints {
  const { program, tool, isLastTurn, predictedTokens, batchRank } = given
  return {
    ...(program !== undefined && { program }),
    ...(tool !== undefined && { tool }),
    ...(isLastTurn !== undefined && { isLastTurn }),
    ...(predictedTokens !== undefined && { predictedTokens }),
    ...(batchRank !== undefined && { batchRank }),
  }
}
