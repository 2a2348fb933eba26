/** LLMServingSim's workloads: JSON Lines of lengths and arrival in nanoseconds, as `input_toks` and `output_toks`; token ids are passed over. */

import { headObject, objectOf, type TraceFormat, timeOf, tokensOf } from '../trace-format.ts'

export const servingSimWorkload: TraceFormat = {
  name: 'llmservingsim',
  isOrdered: true,
  recognises: (head) => {
    const first = headObject(head)
    return first !== null && 'input_toks' in first && 'arrival_time_ns' in first
  },
  open: (path) => (line, number) => {
    const place = { path, line: number }
    const fields = objectOf(line, place)
    return [
      {
        arrivalMs: timeOf(fields.arrival_time_ns, 'arrival_time_ns', place) / 1e6,
        promptTokens: tokensOf(fields.input_toks, 'input_toks', place),
        outputTokens: tokensOf(fields.output_toks, 'output_toks', place),
      },
    ]
  },
}
