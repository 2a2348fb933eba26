/**
 * The scope index with meanings and an encoder's vectors: whatever was put, changed, deleted, fed and swept before, it answers as one
 * made afresh of what lives, to the last bit of scores and reasons; and its reasons add up.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { handMadeMeanings } from '../../test/recall/hand-made-vectors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { createReferenceKernels, type Kernels } from '../kernels/kernels.ts'
import { openKernels } from '../kernels/open-kernels.ts'
import type { TokenStates } from '../model/embedder.ts'
import { normalise } from '../model/unit-vector.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'
import type { CubeId } from '../store/cube.ts'
import { TOKEN_ROWS_MAX } from './limits.ts'
import { type ColumnScopeIndex, createOpenScopeIndex } from './open-scope-index.ts'
import type { IndexQuery, IndexRow, QuestionVectors, RowVectors } from './scope-index.ts'

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2024, 2, 4)
const nowMs = START_MS + 200 * DAY_MS

/** Words of five meanings, and some that the table does not know. */
const table = {
  ...{ doctor: [0, 0], physician: [0, 20], nurse: [0, 45], surgery: [0, 60] },
  ...{ boat: [1, 0], kayak: [1, 15], canoe: [1, 30], sail: [1, -25] },
  ...{ bread: [2, 0], loaf: [2, 10], flour: [2, 50] },
  ...{ violin: [3, 0], fiddle: [3, 12], music: [3, 55] },
  ...{ rain: [4, 0], storm: [4, 30], cloud: [4, 45] },
} as const satisfies Record<string, readonly [number, number]>
const vocabulary = [...Object.keys(table), 'Lisbon', 'zyx', 'kayaks', '42', 'yesterday']
const speakers = ['Ines', 'Ines Roth', 'Tomas', null] as const

const opened = await openKernels({ disk: nodeDisk })
const reference = createReferenceKernels('a test')
const simd = { kernels: opened, skip: opened.mode === 'simd' ? false : String(opened.reason) }

const openerOf = (kernels: Kernels) =>
  createOpenScopeIndex({ meanings: handMadeMeanings(table, kernels) })

function unitVector(prng: Prng, dimensions: number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, () => prng.next() * 2 - 1)
  assert.ok(normalise(vector))
  return vector
}

function tokensOf(prng: Prng, dimensions: number, count: number): TokenStates {
  const ids = Int32Array.from({ length: count }, () => prng.below(30))
  const states = ids.length === 0 ? [] : [...ids].flatMap(() => [...unitVector(prng, dimensions)])
  return { ids, states: Float32Array.from(states) }
}

function vectorsOf(prng: Prng, dimensions: number): RowVectors {
  if (prng.chance(0.1)) return { turn: null, window: null, tokens: null }
  const hasTurn = prng.chance(0.9)
  return {
    turn: hasTurn ? unitVector(prng, dimensions) : null,
    window: !hasTurn || prng.chance(0.7) ? unitVector(prng, dimensions) : null,
    tokens: prng.chance(0.7) ? tokensOf(prng, dimensions, prng.below(6)) : null,
  }
}

interface Kind {
  readonly idCount: number
  readonly wordsMax: number
  readonly dimensions: readonly number[]
}

/** An index under test beside a plain account of what lives. */
class Played {
  readonly index: ColumnScopeIndex
  readonly rows = new Map<string, IndexRow>()
  readonly fed = new Map<string, RowVectors>()
  /** Sweeps that were seen. */
  sweepCount = 0
  #dimensions = 0
  readonly #prng: Prng
  readonly #kind: Kind

  constructor(open: (rows: Iterable<IndexRow>) => ColumnScopeIndex, prng: Prng, kind: Kind) {
    this.index = open([])
    this.#prng = prng
    this.#kind = kind
  }

  step(): void {
    const prng = this.#prng
    const number = prng.below(this.#kind.idCount)
    const id = `r${number}` as CubeId
    const dice = prng.next()
    if (dice < 0.15) {
      this.rows.delete(id)
      this.index.delete(id)
      this.#letGo(id)
    } else if (dice < 0.45) {
      this.#feed(id)
    } else {
      const row = this.#rowOf(id, number)
      this.rows.set(id, row)
      this.index.put(row)
      this.#letGo(id)
    }
  }

  #rowOf(id: CubeId, number: number): IndexRow {
    const prng = this.#prng
    const words = Array.from({ length: 1 + prng.below(this.#kind.wordsMax) }, () =>
      prng.pick(vocabulary),
    )
    return {
      id,
      text: words.join(' '),
      caption: prng.chance(0.1) ? prng.pick(vocabulary) : null,
      role: 'user',
      // A row's own, as in a store; a changed one keeps them.
      speaker: speakers[number % speakers.length]!,
      session: number % 3 === 0 ? null : `s${number % 5}`,
      kind: number % 7 === 0 ? 'note' : 'turn',
      saidAtMs: START_MS + number * 3_600_000,
      createdSeq: number + 1,
    }
  }

  #feed(id: CubeId): void {
    const vectors = vectorsOf(this.#prng, this.#prng.pick(this.#kind.dimensions))
    this.index.putVectors(id, vectors)
    if (!this.rows.has(id)) return
    const dimensions = (vectors.turn ?? vectors.window)?.length
    if (dimensions === undefined) {
      this.#letGo(id)
      return
    }
    if (dimensions !== this.#dimensions) this.fed.clear()
    this.#dimensions = dimensions
    this.fed.set(id, vectors)
  }

  #letGo(id: string): void {
    this.fed.delete(id)
    if (this.fed.size === 0) this.#dimensions = 0
  }

  fresh(open: (rows: Iterable<IndexRow>) => ColumnScopeIndex): ColumnScopeIndex {
    const index = open([...this.rows.values()].sort((a, b) => a.createdSeq - b.createdSeq))
    for (const [id, vectors] of this.fed) index.putVectors(id as CubeId, vectors)
    return index
  }

  question(): IndexQuery {
    const prng = this.#prng
    const words = Array.from({ length: 1 + prng.below(4) }, () => prng.pick(vocabulary))
    if (prng.chance(0.3)) words.unshift(prng.pick(['Ines', 'Tomas', 'When did', 'Who']))
    const asked = { text: words.join(' '), nowMs, topK: 1 + prng.below(40) }
    const dimensions = prng.pick([...this.#kind.dimensions, 3])
    const vectors: QuestionVectors = {
      whole: prng.chance(0.9) ? unitVector(prng, dimensions) : null,
      tokens: prng.chance(0.8) ? tokensOf(prng, dimensions, 1 + prng.below(5)) : null,
    }
    return {
      ...asked,
      preferRecent: prng.chance(0.2),
      ...(prng.chance(0.6) ? { vectors } : {}),
    }
  }
}

/** The reasons of a hit add up to the value that ordered it. */
function assertReasonsAddUp(index: ColumnScopeIndex, query: IndexQuery): void {
  let last = Number.POSITIVE_INFINITY
  for (const { id, score, why } of index.search(query)) {
    const sum = why.reduce((all, { contribution }) => all + contribution, 0)
    const { fused } = index.best({ ...query, allow: (one) => one === id })!
    assert.ok(Math.abs(sum - fused) < 1e-9 * (1 + Math.abs(fused)), `${id}: ${sum}, ${fused}`)
    assert.ok(fused <= last, 'hits are in the order of their values')
    assert.ok(score >= 0 && score <= 1)
    last = fused
  }
}

function assertAnswersAlike(seed: number, kind: Kind, stepCount: number): Played {
  const open = openerOf(opened)
  const played = new Played(open, createPrng(seed), kind)
  let deadCount = 0
  for (let step = 1; step <= stepCount; step += 1) {
    played.step()
    const { rows } = played.index.features({ text: '', nowMs })
    if (rows.deadCount < deadCount) played.sweepCount += 1
    deadCount = rows.deadCount
    if (step % Math.ceil(stepCount / 4) !== 0) continue
    const fresh = played.fresh(open)
    for (let asked = 0; asked < 4; asked += 1) {
      const query = played.question()
      assert.deepEqual(played.index.search(query), fresh.search(query), query.text)
      assertReasonsAddUp(played.index, query)
    }
  }
  return played
}

test('after any puts, changes, deletes and vectors an index answers as one made afresh', () => {
  const kind = fc.record({
    idCount: fc.constantFrom(2, 8, 30),
    wordsMax: fc.constantFrom(3, 12),
    dimensions: fc.constantFrom([8], [8, 6]),
  })
  fc.assert(
    fc.property(fc.integer(), kind, fc.integer({ min: 4, max: 80 }), (seed, some, stepCount) => {
      assertAnswersAlike(seed, some, stepCount)
    }),
    { numRuns: 150 },
  )
})

test('so does one that was swept of dead rows, in scopes that weights serve and in ones that are fused by rank', () => {
  const dimensions = [8]
  for (const [seed, wordsMax] of [
    [11, 9],
    [12, 2],
  ] as const) {
    const played = assertAnswersAlike(seed, { idCount: 120, wordsMax, dimensions }, 1_500)
    assert.ok(played.sweepCount > 0)
    assert.ok(played.fed.size > 10)
  }
})

test('reference and SIMD kernels give the same hits, scores and reasons', {
  skip: simd.skip,
}, () => {
  const kind = { idCount: 1_500, wordsMax: 8, dimensions: [24] }
  const play = (kernels: Kernels) => {
    const played = new Played(openerOf(kernels), createPrng(5), kind)
    for (let step = 0; step < 3_000; step += 1) played.step()
    return { played, queries: Array.from({ length: 12 }, () => played.question()) }
  }
  const [one, other] = [play(reference), play(simd.kernels)]
  assert.ok(one.played.rows.size > 600)
  assert.deepEqual(one.queries, other.queries)
  for (const query of one.queries) {
    assert.deepEqual(one.played.index.search(query), other.played.index.search(query))
  }
})

function numberedRow(number: number): IndexRow {
  return {
    id: `r${number}` as CubeId,
    text: `boat ${number} left harbour early morning, sailors singing old songs loudly`,
    caption: null,
    role: 'user',
    speaker: null,
    session: `s${number % 100}`,
    kind: 'turn',
    saidAtMs: START_MS,
    createdSeq: number + 1,
  }
}

test('tokens are compared while the live rows are few enough, however many were changed; then turns and windows are left', () => {
  const x = Float32Array.from([1, 0])
  const tokens = { ids: Int32Array.from([1]), states: x }
  const vectors = { turn: x, window: x, tokens }
  const open = openerOf(reference)
  const rows = Array.from({ length: TOKEN_ROWS_MAX }, (_, number) => numberedRow(number))
  const index = open(rows)
  // The feed gives tokens to a few here; that suffices for them to be compared.
  for (const { id } of rows.slice(0, 20)) index.putVectors(id, vectors)
  const query = { text: 'the boat in 7', nowMs, topK: 3, vectors: { whole: x, tokens } }
  const channelsOf = (): string[] =>
    index.search(query).flatMap(({ why }) => why.map(({ channel }) => channel))
  for (const row of rows.slice(4_000, 4_300)) index.put(row)
  assert.equal(index.features(query).rows.deadCount, 300)
  assert.ok(channelsOf().includes('late'))
  index.put(numberedRow(TOKEN_ROWS_MAX))
  assert.ok(channelsOf().includes('encoder'))
  assert.ok(!channelsOf().includes('late'))
  const all = open([...rows, numberedRow(TOKEN_ROWS_MAX)])
  for (const { id } of rows.slice(0, 20)) all.putVectors(id, vectors)
  assert.deepEqual(index.search(query), all.search(query))
})
