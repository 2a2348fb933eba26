/**
 * A request on its way through the loop: its answer, its reader, its times, and what must be let go of at its end.
 *
 * Times are on the monotonic clock. Waiting in the queue ends when the request is first admitted, prefill with the first token; what
 * a preemption costs falls into decode.
 */

import type { AnswerStream } from './answer-stream.ts'
import type { LiveAnswer, TakenToken } from './live-answer.ts'
import type { GenerateTimings, GenerateUsage } from './live-engine.ts'
import type { SequenceStep } from './step.ts'

/** Is told what was computed for the first token, before the core takes the step. */
export type WhenComputed = (step: SequenceStep) => Promise<void>

export class LiveRequest {
  readonly answer: LiveAnswer
  readonly stream: AnswerStream
  readonly whenComputed: WhenComputed | null
  readonly submittedMs: number
  /** Of the step under way. */
  taken: TakenToken | null = null
  #admittedMs: number | null = null
  #firstTokenMs: number | null = null
  readonly #releases: (() => void)[] = []

  constructor(options: {
    readonly answer: LiveAnswer
    readonly stream: AnswerStream
    readonly whenComputed: WhenComputed | null
    readonly submittedMs: number
  }) {
    this.answer = options.answer
    this.stream = options.stream
    this.whenComputed = options.whenComputed
    this.submittedMs = options.submittedMs
  }

  admit(nowMs: number): void {
    this.#admittedMs ??= nowMs
  }

  /** The token that was taken goes to the reader; false: the reader is too far behind. */
  tell(nowMs: number): boolean {
    this.#firstTokenMs ??= nowMs
    const part = this.taken?.part ?? null
    this.taken = null
    return part === null || this.stream.put(part)
  }

  finish(reason: 'stop' | 'length', usage: GenerateUsage, nowMs: number): void {
    const text = this.answer.close()
    this.stream.put({ kind: 'end', reason, text, usage, timings: this.#timings(nowMs) })
  }

  /** What is called once the request is over, however it ends. */
  onRelease(release: () => void): void {
    this.#releases.push(release)
  }

  release(): void {
    for (const release of this.#releases.splice(0)) release()
  }

  #timings(nowMs: number): GenerateTimings {
    const admittedMs = this.#admittedMs ?? this.submittedMs
    const firstTokenMs = this.#firstTokenMs ?? nowMs
    return {
      queueMs: admittedMs - this.submittedMs,
      prefillMs: firstTokenMs - admittedMs,
      decodeMs: nowMs - firstTokenMs,
    }
  }
}
