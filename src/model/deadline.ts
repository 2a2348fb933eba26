/**
 * A time limit around one asynchronous call.
 *
 * Invariant: the call settles within the limit even where what runs inside ignores its signal; the timer and the listeners
 * are gone once it has settled. The caller's own signal wins: its reason is thrown as it is.
 */

import type { LociError } from '../errors.ts'

export interface Deadline {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Made only when time runs out. */
  readonly timeoutError: () => LociError
}

/** Runs `run` with a signal that fires at the deadline or when the caller's does. */
export async function withinDeadline<T>(
  deadline: Deadline,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { timeoutMs, signal, timeoutError } = deadline
  signal?.throwIfAborted()
  const controller = new AbortController()
  const stopped = Promise.withResolvers<never>()
  const timer = setTimeout(() => controller.abort(timeoutError()), timeoutMs)
  const forward = (): void => controller.abort(signal?.reason)
  signal?.addEventListener('abort', forward, { once: true })
  controller.signal.addEventListener('abort', () => stopped.reject(controller.signal.reason), {
    once: true,
  })
  try {
    return await Promise.race([run(controller.signal), stopped.promise])
  } catch (cause) {
    // What ran inside may have failed because of the abort; the reason says more than its symptom.
    if (controller.signal.aborted) throw controller.signal.reason
    throw cause
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', forward)
  }
}
