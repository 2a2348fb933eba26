/** An engine with a model loaded and so many threads: who is timed, and what it is asked for. */

export interface Contender {
  readonly threadCount: number
  /** In words, for the notes: what runs and how. */
  readonly described: string
  /** Takes in the whole prompt from the first position on, and chooses nothing. */
  prefill(prompt: readonly number[]): Promise<void>
  /** Right after a prefill: the greedy tokens after the prompt and `token`. */
  decode(token: number, tokenCount: number): Promise<number[]>
  close(): Promise<void>
}
