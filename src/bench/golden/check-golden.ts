/** One model against what its golden files expect: encodings, greedy continuations with their text, first logits. */

import { ReferenceModel } from '../../engine/reference-model.ts'
import { LociError } from '../../errors.ts'
import { loadWeights } from '../../model/architecture/load-weights.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import { chooseToken } from '../../model/sampling/choose-token.ts'
import { greedySampling } from '../../model/sampling/sampling-settings.ts'
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts'
import { openTokenizer } from '../../model/tokenizer/tokenizer-registry.ts'
import type { ExpectedContinuation, ExpectedPrompt, GoldenFile } from './golden-file.ts'

export interface GoldenOutcome {
  readonly encodingsTried: number
  readonly encodingsEqual: number
  readonly continuationsTried: number
  readonly continuationsEqual: number
  readonly tokensGenerated: number
  readonly logitsCompared: number
  readonly logitsMaxAbsDiff: number
  /** What differs, in sentences. */
  readonly differences: readonly string[]
  /** Id sequences of the golden files, for teacher forcing. */
  readonly texts: readonly (readonly number[])[]
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((id, at) => id === b[at])
}

/** The first place where two lists differ, for a person. */
function differenceOf(found: ArrayLike<number>, wanted: ArrayLike<number>): string {
  let at = 0
  while (at < wanted.length && found[at] === wanted[at]) at += 1
  return `token ${at} is ${found[at] ?? 'absent'}, not ${wanted[at] ?? 'absent'}`
}

function startId(tokenizer: Tokenizer): number {
  if (tokenizer.bosId !== null) return tokenizer.bosId
  throw new LociError('MODEL_FILE_INVALID', 'the model has no start token to begin with')
}

function promptIds(prompt: ExpectedPrompt, tokenizer: Tokenizer): readonly number[] {
  if (prompt === null) return [startId(tokenizer)]
  return typeof prompt === 'string' ? [...tokenizer.encode(prompt, { addSpecial: true })] : prompt
}

/** What is expected to come after the prompt, whether or not the file repeats the prompt before it. */
function continuedIds({ ids }: ExpectedContinuation, prompt: readonly number[]): readonly number[] {
  const repeats = ids.length > prompt.length && isSame(ids.slice(0, prompt.length), prompt)
  return repeats ? ids.slice(prompt.length) : ids
}

function greedyIds(model: ReferenceModel, prompt: readonly number[], count: number): number[] {
  const sequence = model.openSequence()
  const ids: number[] = []
  let logits: Float64Array | null = null
  for (const id of prompt) logits = sequence.run(id)
  while (logits !== null && ids.length < count) {
    const { id } = chooseToken(logits, greedySampling)
    ids.push(id)
    if (ids.length < count) logits = sequence.run(id)
  }
  return ids
}

/** One blank before the first word may be the text's or the tokenizer's: writers of golden files differ in it. */
function isSameText(found: string, wanted: string): boolean {
  return found.replace(/^ /, '') === wanted.replace(/^ /, '')
}

class GoldenRun {
  readonly #model: ReferenceModel
  readonly #tokenizer: Tokenizer
  readonly differences: string[] = []
  readonly texts: (readonly number[])[] = []

  constructor(model: ReferenceModel, tokenizer: Tokenizer) {
    this.#model = model
    this.#tokenizer = tokenizer
  }

  /** How many of the encodings are equal. */
  encodings(golden: GoldenFile): number {
    const equal = golden.encodings.filter(({ text, ids }) => {
      const addSpecial = ids[0] === this.#tokenizer.bosId
      const found = this.#tokenizer.encode(text, { addSpecial })
      this.texts.push(addSpecial ? ids : [startId(this.#tokenizer), ...ids])
      if (isSame(found, ids)) return true
      this.differences.push(`${JSON.stringify(text.slice(0, 40))}: ${differenceOf(found, ids)}`)
      return false
    })
    return equal.length
  }

  /** How many of the continuations are equal, ids and text. */
  continuations(golden: GoldenFile): number {
    const equal = golden.continuations.filter((expected) => {
      const prompt = promptIds(expected.prompt, this.#tokenizer)
      const wanted = continuedIds(expected, prompt)
      const found = greedyIds(this.#model, prompt, wanted.length)
      this.texts.push([...prompt, ...wanted])
      if (!isSame(found, wanted)) {
        this.differences.push(`greedy: ${differenceOf(found, wanted)}`)
        return false
      }
      const decoded = (ids: readonly number[]): string =>
        this.#tokenizer.decode(ids, { skipSpecial: true })
      const { text } = expected
      const isText =
        text === null ||
        isSameText(decoded(found), text) ||
        isSameText(decoded([...prompt, ...found]), text)
      if (!isText) this.differences.push('greedy: the ids are equal, the text is not')
      return isText
    })
    return equal.length
  }

  logitsMaxAbsDiff(golden: GoldenFile): number {
    let most = 0
    for (const { prompt, values } of golden.logits) {
      const sequence = this.#model.openSequence()
      let logits: Float64Array = new Float64Array()
      for (const id of promptIds(prompt, this.#tokenizer)) logits = sequence.run(id)
      if (values.length > logits.length) {
        const says = `${values.length} logits are expected of a vocabulary of ${logits.length}`
        throw new LociError('INPUT_INVALID', says)
      }
      for (const [id, value] of values.entries())
        most = Math.max(most, Math.abs(logits[id]! - value))
    }
    return most
  }
}

export async function checkGolden(file: GgufFile, golden: GoldenFile): Promise<GoldenOutcome> {
  const run = new GoldenRun(
    new ReferenceModel(await loadWeights(file)),
    openTokenizer(file.metadata),
  )
  const encodingsEqual = run.encodings(golden)
  const continuationsEqual = run.continuations(golden)
  return {
    encodingsTried: golden.encodings.length,
    encodingsEqual,
    continuationsTried: golden.continuations.length,
    continuationsEqual,
    tokensGenerated: golden.continuations.reduce((sum, { ids }) => sum + ids.length, 0),
    logitsCompared: golden.logits.reduce((sum, { values }) => sum + values.length, 0),
    logitsMaxAbsDiff: run.logitsMaxAbsDiff(golden),
    differences: run.differences,
    texts: run.texts,
  }
}
