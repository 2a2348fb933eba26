/**
 * An engine over a tiny random model, for tests: the plain reference behind the real core and loop.
 *
 * Its tokenizer is as small as the model: an id is a character, one id ends the answer.
 */

import {
  type RandomModelShape,
  randomModel,
  randomShapes,
} from '../../src/bench/golden/random-model.ts'
import { fingerprintOf, type KvFingerprint } from '../../src/engine/kv-fingerprint.ts'
import type { AnswerTokenizer } from '../../src/engine/live-answer.ts'
import type { GeneratedPart, GenerateRequest, LiveEngine } from '../../src/engine/live-engine.ts'
import { type LiveEngineOptions, openLiveEngine } from '../../src/engine/open-live-engine.ts'
import {
  openReferenceRunner,
  type ReferenceRunnerOptions,
} from '../../src/engine/reference-runner.ts'
import type { Runner } from '../../src/engine/runner.ts'
import { createBytesFile } from '../../src/host/bytes-file.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { loadWeights, type ModelWeights } from '../../src/model/architecture/load-weights.ts'
import { readGguf } from '../../src/model/gguf/open-gguf.ts'

export const tinyShape: RandomModelShape = { ...randomShapes[0]!, layerCount: 1 }
/** The last of the vocabulary. */
export const END_TOKEN = tinyShape.vocabularySize - 1
const FIRST_CHARACTER = 0x21

/** Id 0 is "!", 1 is '"', and so on. */
export const characterTokenizer: AnswerTokenizer = {
  isEndOfGeneration: (id) => id === END_TOKEN,
  openDecoder: () => ({
    put: (id) => String.fromCharCode(FIRST_CHARACTER + id),
    close: () => '',
  }),
}

export interface TinyModel {
  readonly weights: ModelWeights
  readonly fingerprint: KvFingerprint
}

export async function openTinyModel(seed = 5, shape = tinyShape): Promise<TinyModel> {
  const file = await readGguf(createBytesFile(randomModel(shape, seed)))
  const fingerprint = await fingerprintOf(file, { kvType: 'f32', runner: 'reference' })
  return { weights: await loadWeights(file), fingerprint }
}

export interface TinyEngineOptions {
  readonly runner?: Partial<ReferenceRunnerOptions>
  readonly engine?: Partial<LiveEngineOptions>
  /** Puts something between the engine and the reference. */
  readonly around?: (runner: Runner) => Runner
}

export function openTinyEngine(
  { weights, fingerprint }: TinyModel,
  { runner = {}, engine = {}, around = (one) => one }: TinyEngineOptions = {},
): Promise<LiveEngine> {
  const host = createNodeHost()
  const reference = openReferenceRunner({
    weights,
    clock: host.clock,
    blockCount: 32,
    blockTokenCount: 8,
    stepTokensMax: 32,
    stepSequencesMax: 8,
    ...runner,
  })
  return openLiveEngine({
    runner: around(reference),
    tokenizer: characterTokenizer,
    clock: host.clock,
    random: host.random,
    disk: host.disk,
    fingerprint,
    ...engine,
  })
}

export interface WholeAnswer {
  readonly tokens: readonly number[]
  readonly text: string
  readonly end: Extract<GeneratedPart, { kind: 'end' }>
}

export async function wholeAnswer(
  engine: LiveEngine,
  request: GenerateRequest,
): Promise<WholeAnswer> {
  const tokens: number[] = []
  let text = ''
  for await (const part of engine.generate(request)) {
    text += part.text
    if (part.kind === 'end') return { tokens, text, end: part }
    tokens.push(part.token)
  }
  throw new TypeError('an answer has an end')
}
