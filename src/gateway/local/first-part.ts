/**
 * An answer whose first part has come: what refuses a request is known before its status is sent.
 *
 * Parts that were read ahead come again at the beginning. Leaving early ends the generation, as leaving the original would.
 */

import type { LocalChatPart } from '../../engine/local-chat.ts'

/** Notes that may come before the first part that says something. */
const NOTES_AHEAD_MAX = 64

/** Throws what the answer throws before its first part. */
export async function afterFirstPart(
  parts: AsyncIterable<LocalChatPart>,
): Promise<AsyncGenerator<LocalChatPart, void>> {
  const iterator = parts[Symbol.asyncIterator]()
  const ahead: LocalChatPart[] = []
  let isDone = false
  while (!isDone && ahead.length < NOTES_AHEAD_MAX) {
    const step = await iterator.next()
    if (step.done === true) isDone = true
    else ahead.push(step.value)
    if (step.done !== true && step.value.kind !== 'note') break
  }
  return joined(ahead, iterator, isDone)
}

async function* joined(
  ahead: readonly LocalChatPart[],
  iterator: AsyncIterator<LocalChatPart>,
  isDone: boolean,
): AsyncGenerator<LocalChatPart, void> {
  try {
    yield* ahead
    if (isDone) return
    for (;;) {
      const step = await iterator.next()
      if (step.done === true) return
      yield step.value
    }
  } finally {
    await iterator.return?.()
  }
}
