/** One model against what its golden files expect: encodings, greedy continuations with their text, first logits. */

import { LociError } from '../../errors.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts'
import { openTokenizer } from '../../model/tokenizer/tokenizer-registry.ts'
import type { Forward } from './forward.ts'
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

/** One blank before the first word may be the text's or the tokenizer's: writers of golden files differ in it. */
function isSameText(found: string, wanted: string): boolean {
  return found.replace(/^ /, '') === wanted.replace(/^ /, '')
}

class GoldenRun {
  readonly #forward: Forward
  readonly #tokenizer: Tokenizer
  readonly differences: string[] = []
  readonly texts: (readonly number[])[] = []

  constructor(forward: Forward, tokenizer: Tokenizer) {
    this.#forward = forward
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
  async continuations(golden: GoldenFile): Promise<number> {
    let equalCount = 0
    for (const expected of golden.continuations) {
      equalCount += (await this.#isContinued(expected)) ? 1 : 0
    }
    return equalCount
  }

  async #isContinued(expected: ExpectedContinuation): Promise<boolean> {
    const prompt = promptIds(expected.prompt, this.#tokenizer)
    const wanted = continuedIds(expected, prompt)
    const found = await this.#forward.greedy(prompt, wanted.length)
    this.texts.push([...prompt, ...wanted])
    if (!isSame(found, wanted)) {
      this.differences.push(`${this.#forward.name}, greedy: ${differenceOf(found, wanted)}`)
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
  }

  async logitsMaxAbsDiff(golden: GoldenFile): Promise<number> {
    let most = 0
    for (const { prompt, values } of golden.logits) {
      const logits = (await this.#forward.logits(promptIds(prompt, this.#tokenizer))).at(-1) ?? []
      if (values.length > logits.length) {
        const says = `${values.length} logits are expected of a vocabulary of ${logits.length}`
        throw new LociError('INPUT_INVALID', says)
      }
      for (const [id, value] of values.entries()) {
        most = Math.max(most, Math.abs(logits[id]! - value))
      }
    }
    return most
  }
}

/** What every forward pass holds: the least that is equal, the farthest that logits are off. */
export async function checkGolden(
  file: GgufFile,
  golden: GoldenFile,
  forwards: readonly Forward[],
): Promise<GoldenOutcome> {
  const tokenizer = openTokenizer(file.metadata)
  const runs = forwards.map((forward) => new GoldenRun(forward, tokenizer))
  const encodingsEqual = runs[0]!.encodings(golden)
  let continuationsEqual = golden.continuations.length
  let logitsMaxAbsDiff = 0
  for (const run of runs) {
    continuationsEqual = Math.min(continuationsEqual, await run.continuations(golden))
    logitsMaxAbsDiff = Math.max(logitsMaxAbsDiff, await run.logitsMaxAbsDiff(golden))
  }
  return {
    encodingsTried: golden.encodings.length,
    encodingsEqual,
    continuationsTried: golden.continuations.length,
    continuationsEqual,
    tokensGenerated: golden.continuations.reduce((sum, { ids }) => sum + ids.length, 0),
    logitsCompared: golden.logits.reduce((sum, { values }) => sum + values.length, 0),
    logitsMaxAbsDiff,
    differences: runs.flatMap(({ differences }) => differences),
    texts: runs[0]!.texts,
  }
}
