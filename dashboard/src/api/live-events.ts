/**
 * The connection to /events: reads it, tells what arrives, and comes back by itself when it breaks.
 *
 * Read with fetch rather than EventSource, because only fetch can carry the API key. Waits between attempts grow from one second
 * to 15; while the page is hidden the connection stays, so that the charts have no hole.
 */

import type { RequestEvent } from '../api-types.ts'
import { authorised } from './request.ts'
import { type SseMessage, SseParser } from './sse-parser.ts'

const WAIT_MS_FIRST = 1_000
const WAIT_MS_MAX = 15_000

export type LiveStatus = 'connecting' | 'open' | 'lost'

export interface LiveListener {
  readonly onStatus: (status: LiveStatus) => void
  readonly onRequest: (event: RequestEvent) => void
  /** Something was remembered, changed or forgotten, here or elsewhere. */
  readonly onChange: () => void
}

function tell(listener: LiveListener, message: SseMessage): void {
  if (message.event === 'request') listener.onRequest(JSON.parse(message.data) as RequestEvent)
  if (message.event !== 'memory') return
  const { type } = JSON.parse(message.data) as { readonly type: string }
  if (type !== 'memory-recalled') listener.onChange()
}

async function readOnce(listener: LiveListener, signal: AbortSignal): Promise<void> {
  const response = await fetch('events', {
    headers: { ...authorised(), accept: 'text/event-stream' },
    signal,
  })
  if (!response.ok || response.body === null) throw new Error(`events answered ${response.status}`)
  listener.onStatus('open')
  const parser = new SseParser()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const message of parser.feed(value)) tell(listener, message)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Starts reading; the answer stops it. */
export function openLiveEvents(listener: LiveListener): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const run = async (): Promise<void> => {
    let waitMs = WAIT_MS_FIRST
    while (!signal.aborted) {
      const startedMs = Date.now()
      listener.onStatus('connecting')
      // A broken stream is expected (restart, sleep, proxy); the status says so and the loop tries again.
      await readOnce(listener, signal).catch(() => undefined)
      if (signal.aborted) return
      listener.onStatus('lost')
      if (Date.now() - startedMs > WAIT_MS_MAX) waitMs = WAIT_MS_FIRST
      await pause(waitMs, signal)
      waitMs = Math.min(waitMs * 2, WAIT_MS_MAX)
    }
  }
  void run()
  return () => stop.abort()
}
