/**
 * An upstream's stream on its way to the caller: the same frames, and at a break one more that says so.
 *
 * Pulled by the caller's pace. Whatever way it ends (to the end, broken off, the caller gone), `onEnd` is called exactly once, after
 * the last byte was handed over.
 */

import { LociError } from '../../errors.ts'
import { openAiError } from '../error-answer.ts'
import type { AnswerReader } from './answer-reader.ts'

export interface PassedStream {
  readonly frames: AsyncGenerator<Uint8Array, void>
  readonly reader: AnswerReader
  /** The caller is gone: stop asking. */
  readonly onCancel: () => void
  readonly onEnd: (end: StreamEnd) => void
}

export interface StreamEnd {
  /** What broke the stream, told to the caller in a last frame; null when nothing did or the caller is gone. */
  readonly error: LociError | null
}

const encoder = new TextEncoder()

function errorFrame(error: LociError): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify({ error: openAiError(error) })}\n\n`)
}

function notFinished(reader: AnswerReader): LociError | null {
  if (reader.isWhole || reader.hasError) return null
  return new LociError('UPSTREAM_INTERRUPTED', 'the stream ended without a finish reason')
}

export function passStream(stream: PassedStream): ReadableStream<Uint8Array> {
  const { frames, reader, onCancel, onEnd } = stream
  let isEnded = false
  const end = (error: LociError | null): void => {
    if (isEnded) return
    isEnded = true
    onEnd({ error })
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let broken: LociError | null = null
        try {
          const step = await frames.next()
          if (step.done !== true) {
            reader.readFrames(step.value)
            controller.enqueue(step.value)
            return
          }
          broken = notFinished(reader)
        } catch (error) {
          // The status has been sent already: the error becomes the last frame.
          broken = LociError.from(error)
        }
        if (isEnded) return
        if (broken !== null) controller.enqueue(errorFrame(broken))
        controller.close()
        end(broken)
      },
      async cancel() {
        onCancel()
        end(null)
        await frames.return()
      },
    },
    { highWaterMark: 0 },
  )
}
