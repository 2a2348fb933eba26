/**
 * The token after a sequence out of logits that lie in a memory: the common case (greedy, no list of likeliest) without leaving it.
 *
 * Both ways choose the same token; the log probability of the quick one differs from the other's in its last digits.
 */

import type { EngineOps } from '../../kernels/engine-ops.ts'
import { type Choice, chooseToken } from '../../model/sampling/choose-token.ts'
import type { TokenAsk } from '../runner.ts'

function isPlain({ sampling, allowed, topLogProbCount }: TokenAsk): boolean {
  const { temperature, repetitionPenalty, logitBias } = sampling
  const isGreedy = temperature === 0 && repetitionPenalty === 1 && logitBias.size === 0
  return isGreedy && allowed === null && topLogProbCount === 0
}

/** `logits` is a view of the memory that `ops` works in. */
export function chooseAfter(ops: EngineOps, logits: Float32Array, ask: TokenAsk): Choice {
  if (!isPlain(ask)) return chooseToken(logits, ask.sampling, ask)
  const { byteOffset, length } = logits
  const id = ops.argmax(byteOffset, length)
  return { id, logProb: logits[id]! - ops.logSumExp(byteOffset, length), top: [] }
}
