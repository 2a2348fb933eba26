/** All trace formats, in the order in which they are tried: a form that has all columns of another stands before it. */

import { agentSessions } from './formats/agent-sessions.ts'
import { csvTraces } from './formats/csv-traces.ts'
import { genaiSpans } from './formats/genai-spans.ts'
import { mooncake } from './formats/mooncake.ts'
import { servingSimWorkload } from './formats/servingsim-workload.ts'
import type { TraceFormat } from './trace-format.ts'

export const traceFormats: readonly TraceFormat[] = [
  ...csvTraces,
  mooncake,
  servingSimWorkload,
  agentSessions,
  genaiSpans,
]

/** By the first line, or null. */
export function traceFormatOf(head: string): TraceFormat | null {
  return traceFormats.find((format) => format.recognises(head)) ?? null
}
