/**
 * Waiting as plain functions: the one place outside `model/deadline.ts` where timers are made.
 *
 * Each returns the way to stop it. An interval never keeps the process alive by itself; a timer does, because somebody waits for it.
 */

export function startTimer(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs)
  return () => clearTimeout(timer)
}

export function startInterval(everyMs: number, action: () => void): () => void {
  const timer = setInterval(action, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Lets whoever waits for the thread have it first: for long work that is done in pieces. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
