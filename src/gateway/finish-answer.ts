/**
 * The last step of every answer: the headers that protect it, and the moment when its last byte has gone.
 */

import { watchedAnswer } from '../stdx/watched-answer.ts'
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

/** Calls `ended` at the end of the answer, whatever the method. */
export function watchEnd(
  request: Request,
  answer: Response,
  ended: (status: number) => void,
): Response {
  const { status } = answer
  if (request.method !== 'HEAD') return watchedAnswer(answer, () => ended(status))
  // The body of an answer to HEAD is never read, so its end would never come.
  void answer.body?.cancel()
  ended(status)
  return new Response(null, answer)
}
