/**
 * An engine that answers with texts that it is told: every part of a chat but the arithmetic, for tests.
 *
 * A real implementation of the seam: it keeps to constraints (a text that is not allowed fails the answer, as a wrong mask would), to stop
 * strings, to `tokensMax` and to signals, and counts tokens. Which answer comes is a rule over the prompt's ids.
 */

import { engineProfileOf } from '../engine/engine-profile.ts'
import type {
  GeneratedPart,
  GenerateRequest,
  LiveEngine,
  LiveEngineStats,
} from '../engine/live-engine.ts'
import { settingsFor } from '../engine/open-live-engine.ts'
import type { RunnerShape } from '../engine/runner.ts'
import { StopText } from '../engine/stop-text.ts'
import { LociError } from '../errors.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'

/** The ids of an answer; a text is encoded with its special tokens. */
export type LiveScript = (request: GenerateRequest) => string | readonly number[]

function isAllowed(mask: Uint32Array, id: number): boolean {
  return ((mask[id >>> 5]! >>> (id & 31)) & 1) === 1
}

async function* play(
  tokenizer: Tokenizer,
  script: LiveScript,
  request: GenerateRequest,
): AsyncGenerator<GeneratedPart, void> {
  const { promptTokens, tokensMax, stop = [], constraint, signal, topLogProbCount = null } = request
  signal?.throwIfAborted()
  const told = script(request)
  const ids = typeof told === 'string' ? tokenizer.encode(told, { parseSpecial: true }) : told
  const decoder = tokenizer.openDecoder({
    skipSpecial: true,
    previousId: promptTokens.at(-1) ?? null,
  })
  const stops = new StopText(stop)
  let completionTokens = 0
  let isStopped = false
  for (const token of ids) {
    signal?.throwIfAborted()
    if (completionTokens === tokensMax || isStopped || constraint?.isFinished === true) break
    if (constraint !== undefined && !isAllowed(constraint.allowed(), token)) {
      const says = `the constraint does not allow ${JSON.stringify(tokenizer.pieceOf(token))} after ${completionTokens} tokens`
      throw new LociError('MODEL_INVALID_ANSWER', says)
    }
    completionTokens += 1
    if (tokenizer.isEndOfGeneration(token)) break
    constraint?.accept(token)
    const shown = stops.put(decoder.put(token))
    isStopped = shown.isStopped
    const logProb = topLogProbCount === null ? null : { id: token, logProb: -1, top: [] }
    yield { kind: 'token', token, text: shown.text, logProb }
    await Promise.resolve()
  }
  const isCut = completionTokens === tokensMax && ids.length > tokensMax
  yield {
    kind: 'end',
    reason: isCut || constraint?.isWhole === false ? 'length' : 'stop',
    text: isStopped ? '' : stops.put(decoder.close()).text + stops.close(),
    usage: {
      promptTokens: promptTokens.length,
      cachedTokens: 0,
      completionTokens,
      preemptionCount: 0,
    },
    timings: { queueMs: 0, prefillMs: 0, decodeMs: 0 },
  }
}

const stillStats: LiveEngineStats = {
  waitingCount: 0,
  runningCount: 0,
  blockCount: 1,
  freeBlockCount: 1,
  cachedBlockCount: 0,
  stepCount: 0,
  preemptionCount: 0,
  keptTurnCount: 0,
}

/** Of an engine that computes nothing. */
function shapeOf(vocabularySize: number): RunnerShape {
  return {
    blockCount: 1,
    blockTokenCount: 16,
    contextLength: 16,
    vocabularySize,
    kvType: 'f32',
    kvBytesPerToken: 0,
    stepTokensMax: 16,
    stepSequencesMax: 1,
  }
}

async function noCache(): Promise<never> {
  throw new LociError('ENGINE_KV_EXHAUSTED', 'a scripted engine keeps no keys and values')
}

export function scriptedLiveEngine(tokenizer: Tokenizer, script: LiveScript): LiveEngine {
  const end = async (): Promise<void> => {}
  const shape = shapeOf(tokenizer.vocabularySize)
  return {
    generate: (request) => play(tokenizer, script, request),
    stats: () => stillStats,
    profile: () =>
      engineProfileOf({ description: 'scripted', shape, settings: settingsFor(shape), steps: [] }),
    saveKv: noCache,
    restoreKv: noCache,
    drain: end,
    close: end,
    [Symbol.asyncDispose]: end,
  }
}
