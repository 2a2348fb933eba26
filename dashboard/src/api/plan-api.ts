/** The calls of the native API about plans. A search answers with lines: progress as it changes, then the report. */

import type {
  PlanLine,
  PlanOptions,
  PlanProgress,
  PlanQuestion,
  PlanReport,
} from '../plan-types.ts'
import { ApiError, notAnAnswer, unreachable } from './api-error.ts'
import { authorised, get } from './request.ts'

export function planOptions(signal: AbortSignal): Promise<PlanOptions> {
  return get<PlanOptions>('/api/plan/options', signal)
}

async function refused(response: Response): Promise<ApiError> {
  try {
    const { error } = await response.json()
    return new ApiError(error, response.status)
  } catch (cause) {
    return notAnAnswer(response.status, cause)
  }
}

/** Whole lines of a body as they come. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<PlanLine> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    rest += decoder.decode(value, { stream: !done })
    const lines = rest.split('\n')
    rest = lines.pop()!
    for (const line of lines) if (line !== '') yield JSON.parse(line) as PlanLine
    if (done) return
  }
}

/** Rejects with an ApiError, or with the signal's reason. */
export async function searchPlan(
  question: PlanQuestion,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: PlanProgress) => void },
): Promise<PlanReport> {
  let response: Response
  try {
    response = await fetch('/api/plan', {
      method: 'POST',
      headers: { ...authorised(), 'content-type': 'application/json' },
      body: JSON.stringify(question),
      signal,
    })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw unreachable(cause)
  }
  if (!response.ok) throw await refused(response)
  if (response.body === null) throw notAnAnswer(response.status)
  for await (const line of linesOf(response.body)) {
    if (line.kind === 'progress') onProgress(line)
    else if (line.kind === 'report') return line.report
    else throw new ApiError(line.error, response.status)
  }
  throw notAnAnswer(response.status)
}
