/**
 * llama.cpp through node-llama-cpp as it is timed, at its best: with or without flash attention and by whichever of the binding's two
 * ways of evaluation is quicker here, tried before anything is counted. A number of threads that is far slower than another in these
 * trials is not its best and does not take part: on a busy machine its threads wait for one another without end.
 *
 * Its other settings are its own defaults: keys and values as halves, the file mapped. The package is optional and never installed with
 * Loci: without it there is nobody to compare with, and the result says so.
 */

import { LociError } from '../../errors.ts'
import type { Clock } from '../../host/clock.ts'
import { findPackageIn } from '../../host/package-folder.ts'
import type { Contender } from './contender.ts'

/** The part of node-llama-cpp that is used: types of its own, because it may be absent when this is compiled. */
interface LlamaSequence {
  clearHistory(): Promise<void>
  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void>
  evaluate(tokens: readonly number[], options: object): AsyncIterable<number>
  controlledEvaluate(input: unknown): Promise<{ readonly next: { readonly token: number } }[]>
}

interface LlamaContext {
  getSequence(): LlamaSequence
  dispose(): Promise<void>
}

interface LlamaModel {
  createContext(options: object): Promise<LlamaContext>
  dispose(): Promise<void>
}

interface LlamaPackage {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<LlamaModel>
    dispose(): Promise<void>
  }>
}

type Way = 'evaluate' | 'controlledEvaluate'

const TRIAL_TOKENS = 12
const TRIALS = 3
const TRIAL_PROMPT = 32
/** One thread always takes part: there is a ratio of its own. */
const STRAGGLER_TIMES = 2
const HOPELESS_TIMES = 3
const PACKAGE = 'node-llama-cpp'

/** The package, or why there is none. `folder`: where it lies, when it is not installed. */
export async function importLlamaCpp(folder: string | undefined): Promise<LlamaPackage | string> {
  if (folder !== undefined) findPackageIn(folder, PACKAGE)
  try {
    // Widened to string, so that the compiler does not insist on finding the peer.
    return (await import('node-llama-cpp' as string)) as LlamaPackage
  } catch (error) {
    // That it is not there is the answer.
    return `node-llama-cpp cannot be loaded (${LociError.from(error).message.split('\n')[0]})`
  }
}

async function evaluated(sequence: LlamaSequence, token: number, count: number): Promise<number[]> {
  const tokens: number[] = []
  for await (const next of sequence.evaluate([token], { temperature: 0, yieldEogToken: true })) {
    tokens.push(next)
    if (tokens.length >= count) break
  }
  return tokens
}

async function controlled(
  sequence: LlamaSequence,
  token: number,
  count: number,
): Promise<number[]> {
  const tokens: number[] = []
  const ask = { generateNext: { token: true, options: { temperature: 0 } } }
  for (let last = token; tokens.length < count; ) {
    const [answer] = await sequence.controlledEvaluate([[last, ask]])
    last = answer!.next.token
    tokens.push(last)
  }
  return tokens
}

const ways: Readonly<Record<Way, typeof evaluated>> = {
  evaluate: evaluated,
  controlledEvaluate: controlled,
}

interface Setting {
  readonly context: LlamaContext
  readonly sequence: LlamaSequence
  readonly flashAttention: boolean
  readonly way: Way
  readonly ms: number
}

/** The quickest of its trials, in ms a token; one trial is enough for what takes longer than `hopelessMs`. */
async function tried(
  sequence: LlamaSequence,
  way: Way,
  { clock, hopelessMs }: { readonly clock: Clock; readonly hopelessMs: number },
): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  const prompt = Array.from({ length: TRIAL_PROMPT }, (_, index) => 300 + index)
  for (let trial = 0; trial < TRIALS; trial += 1) {
    await sequence.clearHistory()
    await sequence.evaluateWithoutGeneratingNewTokens(prompt)
    const startedMs = clock.monotonicMs()
    const tokens = await ways[way](sequence, 299, TRIAL_TOKENS)
    best = Math.min(best, (clock.monotonicMs() - startedMs) / tokens.length)
    if (best > hopelessMs) break
  }
  return best
}

async function bestSetting(
  model: LlamaModel,
  trials: { readonly clock: Clock; readonly hopelessMs: number },
  options: { readonly threads: number; readonly contextSize: number },
): Promise<Setting> {
  let best: Setting | null = null
  for (const flashAttention of [false, true]) {
    const batchSize = options.contextSize
    const context = await model.createContext({ ...options, batchSize, flashAttention })
    const sequence = context.getSequence()
    for (const way of ['evaluate', 'controlledEvaluate'] as const) {
      const ms = await tried(sequence, way, trials)
      if (best !== null && ms >= best.ms) continue
      if (best !== null && best.context !== context) await best.context.dispose()
      best = { context, sequence, flashAttention, way, ms }
    }
    if (best!.context !== context) await context.dispose()
  }
  return best!
}

function contenderOf(setting: Setting, threadCount: number): Contender {
  const { context, sequence, flashAttention, way } = setting
  return {
    threadCount,
    described: `flash attention ${flashAttention ? 'on' : 'off'}, ${way}`,
    async prefill(prompt) {
      await sequence.clearHistory()
      await sequence.evaluateWithoutGeneratingNewTokens(prompt)
    },
    decode: (token, tokenCount) => ways[way](sequence, token, tokenCount),
    close: () => context.dispose(),
  }
}

export interface LlamaCppContenders {
  readonly contenders: readonly Contender[]
  /** Numbers of threads that were left out, with how many times slower than the quickest they were. */
  readonly leftOut: readonly { readonly threadCount: number; readonly times: number }[]
  close(): Promise<void>
}

export async function openLlamaCppContenders(
  { getLlama }: LlamaPackage,
  clock: Clock,
  options: {
    readonly modelPath: string
    readonly threadCounts: readonly number[]
    readonly contextLength: number
    readonly log: (line: string) => void
  },
): Promise<LlamaCppContenders> {
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error' })
  const model = await llama.loadModel({ modelPath: options.modelPath })
  const settings: { readonly threads: number; readonly setting: Setting }[] = []
  for (const threads of options.threadCounts) {
    const sizes = { threads, contextSize: options.contextLength }
    options.log(
      `engine: llama.cpp, trials with ${threads === 1 ? 'one thread' : `${threads} threads`}`,
    )
    const leastMs = Math.min(...settings.map(({ setting }) => setting.ms))
    const trials = { clock, hopelessMs: HOPELESS_TIMES * leastMs }
    settings.push({ threads, setting: await bestSetting(model, trials, sizes) })
  }
  const least = Math.min(...settings.map(({ setting }) => setting.ms))
  const contenders: Contender[] = []
  const leftOut: { threadCount: number; times: number }[] = []
  for (const { threads, setting } of settings) {
    const times = setting.ms / least
    if (threads === 1 || times < STRAGGLER_TIMES) contenders.push(contenderOf(setting, threads))
    else {
      leftOut.push({ threadCount: threads, times })
      await setting.context.dispose()
    }
  }
  return {
    contenders,
    leftOut,
    async close() {
      for (const contender of contenders) await contender.close()
      await model.dispose()
      await llama.dispose()
    },
  }
}
