/** What is said at the start about a model file that runs: kernels and why, threads, weights, cache, context. */

import type { LoadedEngine, LocalEngineFacts } from '../engine/local-engine.ts'
import { countText, safeLine, sizeText } from './layout.ts'

function parametersText(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)}B` : `${(count / 1e6).toFixed(1)}M`
}

/** One line each; the first begins with the model's name. */
export function engineLines(facts: LocalEngineFacts, loaded: LoadedEngine): string[] {
  const { name, architecture, parameterCount, weightsByteCount, kv } = facts
  const weights = `${parametersText(parameterCount)} parameters, weights ${sizeText(weightsByteCount)}`
  const threads = countText(facts.threadCount, 'thread')
  const lines = [`${name}  ${architecture}, ${weights}, ${threads}, kernels ${loaded.kernels}`]
  if (kv === null) lines.push(`  encoder, texts of ${countText(facts.contextTokensMax, 'token')}`)
  else {
    const cache = `${sizeText(kv.byteCount)} for ${countText(kv.tokenCount, 'token')} as ${kv.type}, ${kv.layout}`
    lines.push(
      `  context ${countText(facts.contextTokensMax, 'token')}, ${facts.parallelCount} at once, cache ${cache}`,
    )
  }
  // Parts of it come from the file.
  return [...lines, ...loaded.notes.map((note) => `  ${note}`)].map(
    (line) => line.slice(0, line.search(/\S/)) + safeLine(line),
  )
}
