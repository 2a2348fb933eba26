/**
 * Answers that are kept beside the log: cached answers and what was learned while serving them.
 *
 * They are no truth: nothing is rebuilt from them and losing them costs only time. The store does not look inside (`content` is text),
 * but it knows which cubes an answer was made from, so that a change of one and the end of the answer are one transaction: an answer
 * is erased when a cube that it cites gets a new version or is purged, and is not taken in when that has happened already. A purge erases
 * all answers of the cube's owner, cited or not: a question or an answer may hold the very words that are to go.
 * Erased means overwritten in the file, whatever the reason.
 */

import type { CubeId, JsonValue } from './cube.ts'
import type { Scope } from './scope.ts'
import type { AppendRequest } from './store.ts'

/** A place in the order of puts and deletions, of all processes; not a log position. 0 is before the first. */
export type AnswerPosition = number

export interface StoredAnswer {
  readonly id: string
  readonly content: string
}

export interface NewStoredAnswer extends StoredAnswer {
  /** Whose it is; absent: nobody's. */
  readonly scope?: Scope
  /** The cubes that it was made from, at the versions that were read. */
  readonly cites: readonly { readonly id: CubeId; readonly version: number }[]
}

export interface AnswerChange {
  readonly position: AnswerPosition
  readonly id: string
  /** Null: it was deleted. */
  readonly content: string | null
}

export interface StoredAnswers {
  /** False, and nothing is written, when a cited cube is not at that version any more. An id is put once. */
  putAnswer(answer: NewStoredAnswer): Promise<boolean>
  /** Erases them; `note` is appended to the log in the same transaction. Returns how many there were. */
  deleteAnswers(ids: readonly string[], note?: AppendRequest): Promise<number>
  /** Erases all but the newest `keptMax`; returns how many. */
  trimAnswers(keptMax: number): Promise<number>
  hasAnswer(id: string): Promise<boolean>
  /** The newest, newest first, and the position that they stand for. */
  answers(
    limit: number,
  ): Promise<{ readonly answers: readonly StoredAnswer[]; readonly position: AnswerPosition }>
  /**
   * What was put and deleted after a position and has not been undone since, oldest first. Old deletions are forgotten: whoever
   * fell far behind asks `hasAnswer` before relying on an answer.
   */
  answerChanges(afterPosition: AnswerPosition, limit: number): Promise<AnswerChange[]>

  /** Values by key that somebody learned; the last put stands. */
  putLearned(key: string, value: JsonValue): Promise<void>
  learned(): Promise<{ readonly key: string; readonly value: JsonValue }[]>
}
