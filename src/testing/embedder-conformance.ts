/**
 * The contract of `Embedder` as cases that any implementation can be run through.
 *
 * The runner brings the embedder and its own assertions; the cases bring texts, well-behaved and odd. They say nothing about
 * quality (which texts are near) nor about faults: `faulty-embedder.ts` has those.
 */

import {
  type Embedder,
  type Embedding,
  fingerprintId,
  fingerprintText,
  hasTokenStates,
  isSynchronous,
} from '../model/embedder.ts'
import { dot } from '../model/unit-vector.ts'

export interface EmbedderConformanceTools {
  /** A fresh embedder of the same make each time; closed by the runner. */
  open(): Promise<Embedder>
  /** Throws unless the values are deeply and strictly equal. */
  equal(actual: unknown, expected: unknown, message?: string): void
}

export interface EmbedderConformanceCase {
  readonly name: string
  run(tools: EmbedderConformanceTools): Promise<void>
}

const MEGABYTE = 1_048_576
const UNIT_TOLERANCE = 1e-4

/** Name and text: what nobody means to send and somebody does. */
export const oddTexts: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['blank', ' \t\r\n\u00a0\u3000'],
  ['emoji only', '🙂🙂👩‍👩‍👧‍👦'],
  ['right to left', 'שלום עולם، مرحبا بالعالم'],
  ['mixed scripts', 'Anna 去年 в Москве ate ラーメン at 東京 🍜, naïve e\u0301'],
  ['punctuation only', '?!…——'],
  ['control characters', 'a\u0000b\u0007c\u200b\ufeffd'],
  ['half a surrogate pair', 'x\ud83d y \ude42'],
  ['one endless word', 'a'.repeat(5_000)],
  ['special tokens', '[CLS] [SEP] [UNK] [PAD] [MASK]'],
  ['a megabyte', 'the quick brown fox jumps over it '.repeat(MEGABYTE / 34)],
]

function isUnitOrNull(row: Embedding, dimensions: number): boolean {
  if (row === null) return true
  return row.length === dimensions && Math.abs(dot(row, row) - 1) < UNIT_TOLERANCE
}

/** Cosine 1 within rounding, or both null: one text's row may run beside others in a batch. */
function isSameRow(a: Embedding, b: Embedding): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && dot(a, b) > 1 - UNIT_TOLERANCE
}

const texts = ['Ada adopted a puppy in May.', 'Where does Bob work?', 'It rained.', 'What rained?']

const rowCases: readonly EmbedderConformanceCase[] = [
  {
    name: 'there are as many rows as texts, in the order of the texts',
    async run({ open, equal }) {
      const embedder = await open()
      equal(await embedder.embed([]), [])
      const together = await embedder.embed(texts)
      equal(together.length, texts.length)
      for (const [index, text] of texts.entries()) {
        const [alone] = await embedder.embed([text])
        equal(isSameRow(alone!, together[index]!), true, `${text} alone and among others`)
      }
      const reversed = await embedder.embed(texts.toReversed())
      equal(
        reversed.toReversed().every((row, index) => isSameRow(row, together[index]!)),
        true,
      )
    },
  },
  {
    name: 'equal texts have equal rows, within a call and between calls',
    async run({ open, equal }) {
      const embedder = await open()
      const twice = await embedder.embed([texts[0]!, texts[0]!])
      equal(isSameRow(twice[0]!, twice[1]!), true, 'within a call')
      equal(await embedder.embed([texts[0]!, texts[0]!]), twice, 'between calls')
    },
  },
  {
    name: 'a row has the dimensions of the fingerprint and length 1',
    async run({ open, equal }) {
      const embedder = await open()
      for (const row of await embedder.embed(texts)) {
        equal(row === null, false, 'plain sentences have a meaning')
        equal(isUnitOrNull(row, embedder.fingerprint.dimensions), true)
      }
    },
  },
  {
    name: 'a row is the caller’s own: writing to it changes no later answer',
    async run({ open, equal }) {
      const embedder = await open()
      const [first] = await embedder.embed([texts[1]!])
      const kept = first!.slice()
      first!.fill(7)
      equal(await embedder.embed([texts[1]!]), [kept])
    },
  },
  {
    name: 'odd texts are answered with a unit row or null, never with NaN or zeros',
    async run({ open, equal }) {
      const embedder = await open()
      const { dimensions } = embedder.fingerprint
      for (const [name, text] of oddTexts) {
        const rows = await embedder.embed([text])
        equal(rows.length, 1, name)
        equal(isUnitOrNull(rows[0]!, dimensions), true, name)
      }
      const rows = await embedder.embed(oddTexts.map(([, text]) => text))
      equal(rows.length, oddTexts.length)
    },
  },
]

const identityCases: readonly EmbedderConformanceCase[] = [
  {
    name: 'the fingerprint is the same after reopening, and its id is 16 hex characters',
    async run({ open, equal }) {
      const first = await open()
      const second = await open()
      equal(second.fingerprint, first.fingerprint)
      equal(fingerprintText(second.fingerprint), fingerprintText(first.fingerprint))
      equal(/^[0-9a-f]{16}$/.test(fingerprintId(first.fingerprint)), true)
    },
  },
  {
    name: 'a signal that has fired ends the call with its reason',
    async run({ open, equal }) {
      const embedder = await open()
      const reason = { why: 'nobody waits' }
      const outcome = embedder.embed(texts, { signal: AbortSignal.abort(reason) })
      const error = await outcome.then(
        () => 'it answered',
        (cause: unknown) => cause,
      )
      equal(error, reason)
    },
  },
  {
    name: 'the synchronous path and token states are there exactly when they are promised',
    async run({ open, equal }) {
      const embedder = await open()
      equal(isSynchronous(embedder), 'embedNow' in embedder)
      equal(hasTokenStates(embedder), 'embedTokens' in embedder)
      const rows = await embedder.embed(texts)
      if (isSynchronous(embedder))
        equal(
          texts.map((text) => embedder.embedNow(text)),
          rows,
        )
      if (!hasTokenStates(embedder)) return
      const { dimensions } = embedder.fingerprint
      for (const [index, { embedding, tokens }] of (await embedder.embedTokens(texts)).entries()) {
        equal(isSameRow(embedding, rows[index]!), true)
        equal(tokens.states.length, tokens.ids.length * dimensions)
        for (let start = 0; start < tokens.states.length; start += dimensions) {
          equal(isUnitOrNull(tokens.states.subarray(start, start + dimensions), dimensions), true)
        }
      }
    },
  },
  {
    name: 'closing twice is closing once',
    async run({ open }) {
      const embedder = await open()
      await embedder.close()
      await embedder.close()
    },
  },
]

export const embedderConformance: readonly EmbedderConformanceCase[] = [
  ...rowCases,
  ...identityCases,
]
