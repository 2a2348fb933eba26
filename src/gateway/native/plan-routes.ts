/**
 * Plans over HTTP: what there is to choose from, and a search whose progress and answer come as lines of JSON.
 *
 * One search at a time, because each takes all the threads that it gets; it stops when its client leaves, when the gateway does, and
 * after `PLAN_SECONDS_MAX`. Progress that nobody reads is overwritten, never kept. That nothing fits is an answer.
 */

import { LociError } from '../../errors.ts'
import { readMachineFacts } from '../../host/machine.ts'
import { startTimer } from '../../host/timers.ts'
import { cheapestPrice } from '../../planner/hardware/device.ts'
import { knownDevices } from '../../planner/hardware/device-catalogue.ts'
import { knownModelNames } from '../../planner/model-shape/known-models.ts'
import { numberFormats } from '../../planner/model-shape/number-format.ts'
import { objectives } from '../../planner/search/ask-of-input.ts'
import { definitions } from '../../planner/search/plan-slo.ts'
import { type PlanRun, runPlan } from '../../planner/search/run-plan.ts'
import type { SearchProgress } from '../../planner/search/search-plans.ts'
import { PLAN_SECONDS_MAX, PLAN_THREADS_MAX } from '../limits.ts'
import { lineStream } from '../line-stream.ts'
import { type Route, route } from '../route.ts'
import { planInputOf } from './plan-input.ts'
import { planOptionsAnswer, planSchema } from './plan-schemas.ts'

type SearchRun = Pick<PlanRun, 'ask' | 'traffic'>

/** Lines of one search: progress as it changes, then the report or the error. */
async function* searchLines(
  run: SearchRun,
  { signal, onEnd }: { readonly signal: AbortSignal; readonly onEnd: () => void },
): AsyncGenerator<string> {
  const leaving = new AbortController()
  const stopTimer = startTimer(PLAN_SECONDS_MAX * 1000, () => leaving.abort())
  let latest: SearchProgress | null = null
  let woken = Promise.withResolvers<void>()
  const wake = (): void => woken.resolve()
  const ended = runPlan({
    ...run,
    workerCount: Math.max(1, Math.min(PLAN_THREADS_MAX, readMachineFacts(null).cores)),
    signal: AbortSignal.any([signal, leaving.signal]),
    onProgress(progress) {
      latest = progress
      wake()
    },
  }).then(
    (report) => ({ kind: 'report', report }) as const,
    // The answer has begun: its failure is a line of it.
    (error: unknown) => ({ kind: 'error', error: LociError.from(error) }) as const,
  )
  try {
    for (;;) {
      const end = await Promise.race([woken.promise, ended])
      woken = Promise.withResolvers()
      const progress = latest as SearchProgress | null
      latest = null
      if (progress !== null) yield JSON.stringify({ kind: 'progress', ...progress })
      if (end !== undefined) {
        yield JSON.stringify(end)
        return
      }
    }
  } finally {
    stopTimer()
    leaving.abort()
    await ended
    onEnd()
  }
}

const optionsRoute = route({
  method: 'GET',
  path: '/api/plan/options',
  summary: 'Models, devices with their prices, formats and definitions that a plan can be made of.',
  answer: planOptionsAnswer,
  handle: async () => ({
    models: knownModelNames,
    devices: knownDevices.map((device) => {
      const price = cheapestPrice(device)
      return {
        id: device.id,
        name: device.name,
        memoryBytes: device.memoryBytes.value,
        usdPerHour: price?.usdPerHour ?? null,
        priceSource: price === null ? 'not known' : `${price.provider}, ${price.date}`,
      }
    }),
    formats: Object.keys(numberFormats),
    objectives,
    definitions,
  }),
})

export function planRoutes(): readonly Route[] {
  let isBusy = false
  const searchRoute = route({
    method: 'POST',
    path: '/api/plan',
    summary:
      'Searches the plan that serves a traffic within limits for the least: lines of JSON, progress and then the report.',
    errors: [
      'INPUT_INVALID',
      'INPUT_TOO_LARGE',
      'DEVICE_UNKNOWN',
      'DEVICE_FILE_INVALID',
      'MODEL_CONFIG_UNSUPPORTED',
      'TRACE_UNKNOWN',
      'TRACE_INVALID',
      'TRACE_TOO_LARGE',
      'TOO_BUSY',
    ],
    body: planSchema,
    answerType: 'application/x-ndjson',
    handle: async ({ body, signal }) => {
      if (isBusy) {
        throw new LociError('TOO_BUSY', 'another plan is being searched', {
          hint: 'One search runs at a time: ask again when it has ended.',
        })
      }
      isBusy = true
      const free = (): void => {
        isBusy = false
      }
      try {
        const run = await planInputOf(body)
        const lines = startedLines(run, signal, free)
        return new Response(lineStream(lines), {
          headers: { 'content-type': 'application/x-ndjson; charset=utf-8' },
        })
      } catch (error) {
        free()
        throw error
      }
    },
  })
  return [optionsRoute, searchRoute]
}

/** A stream that is never read must free the search as well: nothing runs before the first line is asked for. */
function startedLines(
  run: SearchRun,
  signal: AbortSignal,
  free: () => void,
): AsyncIterable<string> & { return(): Promise<IteratorResult<string>> } {
  const lines = searchLines(run, { signal, onEnd: free })
  let isStarted = false
  const iterator = {
    next: () => {
      isStarted = true
      return lines.next()
    },
    async return(): Promise<IteratorResult<string>> {
      if (!isStarted) free()
      return lines.return(undefined)
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
