/**
 * The last step of every answer: the headers that protect it, and the moment when its last byte has gone.
 */

import { cacheHeaderNames } from './openai/cache-headers.ts'
import { MEMORY_HEADER } from './openai/chat.ts'

/** Set on every answer that does not say otherwise. */
const guards: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
}

/** What a page of another origin may read. */
const exposed = [MEMORY_HEADER, ...cacheHeaderNames, 'retry-after', 'mcp-session-id'].join(', ')

export function finishAnswer(answer: Response, foreignOrigin: string | null): Response {
  const { headers } = answer
  for (const [name, value] of Object.entries(guards)) {
    if (!headers.has(name)) headers.set(name, value)
  }
  if (foreignOrigin !== null) {
    headers.set('access-control-allow-origin', foreignOrigin)
    headers.set('access-control-expose-headers', exposed)
    headers.set('cross-origin-resource-policy', 'cross-origin')
    headers.append('vary', 'origin')
  }
  return answer
}

/** The answer with `onEnd` called once its body has been read to the end, has failed, or is no longer wanted. */
function watched(answer: Response, onEnd: () => void): Response {
  if (answer.body === null) {
    onEnd()
    return answer
  }
  const reader = answer.body.getReader()
  let isEnded = false
  const end = (): void => {
    if (!isEnded) onEnd()
    isEnded = true
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const step = await reader.read()
          if (step.done) {
            end()
            controller.close()
          } else controller.enqueue(step.value)
        } catch (error) {
          end()
          controller.error(error)
        }
      },
      async cancel(reason) {
        end()
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, answer)
}

/** Calls `ended` at the end of the answer, whatever the method. */
export function watchEnd(
  request: Request,
  answer: Response,
  ended: (status: number) => void,
): Response {
  const { status } = answer
  if (request.method !== 'HEAD') return watched(answer, () => ended(status))
  // The body of an answer to HEAD is never read, so its end would never come.
  void answer.body?.cancel()
  ended(status)
  return new Response(null, answer)
}
