/**
 * `loci bench tokenizers`: do texts become the ids that the vocabularies' own tokenizers give, and how fast?
 *
 * Counts, vocabulary by vocabulary, the expected encodings that are equal and the texts that read back. Times are of a text of
 * made-up words, with no word known and with all known; they follow the equality check and are no claim about other texts.
 */

import { LociError } from '../errors.ts'
import type { Clock } from '../host/clock.ts'
import { sha256Hex } from '../host/digest.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import { createPrng } from '../stdx/prng.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { quantileOf } from './quantile.ts'
import { type FoundVocabulary, findVocabularies } from './tokenizers/find-vocabularies.ts'

const TIMED_WORDS = 40_000
const TIMED_WORDS_QUICK = 2_000
const DIFFERENT_WORDS = 8_000

interface Outcome {
  readonly name: string
  readonly tried: number
  readonly equal: number
  readonly readBack: number
  /** Microseconds a KiB of text: first time, again, decoding; null when it could not be opened. */
  readonly times: readonly [number, number, number] | null
}

/** Lower-case words, squared towards the first ones, so that most repeat as in language. */
function madeUpText(wordCount: number): string {
  const prng = createPrng(11)
  const word = (): string =>
    String.fromCharCode(...Array.from({ length: 2 + prng.below(8) }, () => 97 + prng.below(26)))
  const words = Array.from({ length: DIFFERENT_WORDS }, word)
  const drawn = Array.from({ length: wordCount }, () => {
    return words[Math.floor(prng.next() ** 2 * DIFFERENT_WORDS)]!
  })
  return drawn.join(' ')
}

function timesOf(tokenizer: Tokenizer, text: string, clock: Clock): [number, number, number] {
  const kibibytes = text.length / 1024
  const timed = (act: () => void): number => {
    const start = clock.monotonicMs()
    act()
    return ((clock.monotonicMs() - start) * 1000) / kibibytes
  }
  const ids = tokenizer.encode(text)
  const first = timed(() => tokenizer.encode(text.toUpperCase()))
  const again = timed(() => tokenizer.encode(text))
  return [first, again, timed(() => tokenizer.decode(ids))]
}

async function tried(found: FoundVocabulary, text: string, clock: Clock): Promise<Outcome> {
  const { name, cases } = found
  const tokenizer = await found.open()
  const isEqual = cases.map(({ text: one, ids }) => tokenizer.encode(one).join() === ids.join())
  const isBack = cases.map(({ text: one }) => tokenizer.decode(tokenizer.encode(one)) === one)
  return {
    name,
    tried: cases.length,
    equal: isEqual.filter(Boolean).length,
    readBack: isBack.filter(Boolean).length,
    times: timesOf(tokenizer, text, clock),
  }
}

async function run({ host, dataFolder, isQuick, log }: BenchContext): Promise<BenchResult> {
  const vocabularies = dataFolder === null ? [] : await findVocabularies(host.disk, dataFolder)
  if (vocabularies.length === 0) {
    const says = 'there is no vocabulary to compare with: --data names a folder with some'
    throw new LociError('BENCH_DATA_MISSING', says)
  }
  const text = madeUpText(isQuick ? TIMED_WORDS_QUICK : TIMED_WORDS)
  const outcomes: Outcome[] = []
  const notes: string[] = []
  for (const found of vocabularies) {
    const { name, cases } = found
    log(`tokenizers: ${name}`)
    try {
      outcomes.push(await tried(found, text, host.clock))
      if (cases.length === 0) notes.push(`${name}: opened, but no expected ids lie beside it.`)
    } catch (error) {
      // One vocabulary that cannot be used does not hide what the others do: its cases count as not equal.
      if (!LociError.is(error)) throw error
      notes.push(`${name}: ${error.code}, ${error.message}.`)
      outcomes.push({ name, tried: cases.length, equal: 0, readBack: 0, times: null })
    }
  }
  const sum = (field: 'tried' | 'equal'): number =>
    outcomes.reduce((total, one) => total + one[field], 0)
  const middle = (at: 0 | 1 | 2): number =>
    quantileOf(
      outcomes.flatMap(({ times }) => (times === null ? [] : [times[at]])),
      0.5,
    )
  const share = sum('tried') === 0 ? 0 : sum('equal') / sum('tried')
  return {
    figures: {
      vocabularies: outcomes.length,
      'cases.tried': sum('tried'),
      'cases.equal': sum('equal'),
      'cases.equalShare': share,
      'encode.usPerKib.first': middle(0),
      'encode.usPerKib.again': middle(1),
      'decode.usPerKib': middle(2),
    },
    checks: [check('cases.equalShare', share, '>=', 1)],
    notes,
    dataSha256: sha256Hex(JSON.stringify(vocabularies.map(({ name, cases }) => [name, cases]))),
    tables: [
      {
        title: 'Equal of tried, and microseconds a KiB',
        columns: ['vocabulary', 'equal', 'read back', 'first', 'again', 'decode'],
        rows: outcomes.map(({ name, tried: count, equal, readBack, times }) => [
          name,
          `${equal}/${count}`,
          `${readBack}/${count}`,
          ...(times ?? ['-', '-', '-']).map((one) =>
            typeof one === 'number' ? Math.round(one) : one,
          ),
        ]),
      },
    ],
  }
}

export const tokenizersBench: Bench = {
  name: 'tokenizers',
  summary: 'ids against those that the tokenizers of the vocabularies give, and time a KiB',
  rows: [],
  options: [],
  run,
}
