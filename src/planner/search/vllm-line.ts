/** The `vllm serve` line that starts one copy of a plan. Quoted for a POSIX shell; nothing that the plan did not decide is set. */

import type { FormatName } from '../model-shape/number-format.ts'
import type { PlanCandidate } from './plan-candidate.ts'

/** What `--quantization` is called there; null: the checkpoint says it itself, or there is nothing to say. */
const quantizations: Partial<Record<FormatName, string>> = { fp8: 'fp8', 'fp8-block': 'fp8' }

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

export interface VllmLineFacts {
  readonly modelName: string
  readonly longestTokens: number
  readonly contextMax: number | null
  readonly prefixCache: boolean
}

/** Room for the longest request, in the next power of two, at most what the model takes. */
function modelLength({ longestTokens, contextMax }: VllmLineFacts): number {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1024, longestTokens)))
  return contextMax === null ? wanted : Math.max(longestTokens, Math.min(wanted, contextMax))
}

export function vllmLine(candidate: PlanCandidate, facts: VllmLineFacts): string {
  const { formats, tensorParallel, pipelineParallel, expertParallel } = candidate
  const quantization = quantizations[formats.weights]
  return [
    `vllm serve ${quoted(facts.modelName)}`,
    `--tensor-parallel-size ${tensorParallel}`,
    ...(pipelineParallel > 1 ? [`--pipeline-parallel-size ${pipelineParallel}`] : []),
    ...(expertParallel > 1 ? ['--enable-expert-parallel'] : []),
    ...(quantization === undefined ? [] : [`--quantization ${quantization}`]),
    ...(formats.kv.startsWith('fp8') ? ['--kv-cache-dtype fp8'] : []),
    `--max-num-batched-tokens ${candidate.stepTokensMax}`,
    `--max-num-seqs ${candidate.sequencesMax}`,
    `--gpu-memory-utilization ${candidate.memoryUtilization}`,
    `--max-model-len ${modelLength(facts)}`,
    facts.prefixCache ? '--enable-prefix-caching' : '--no-enable-prefix-caching',
  ].join(' ')
}
