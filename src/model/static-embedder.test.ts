import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { createStaticEmbedder, openStaticEmbedder } from './static-embedder.ts'
import { type StaticTable, shippedTablePath } from './static-table.ts'
import { dot } from './unit-vector.ts'

const embedder = await openStaticEmbedder(nodeDisk, shippedTablePath())

const tiny: StaticTable = {
  meta: {
    model: 'tiny',
    dimensions: 2,
    tokenCount: 6,
    weightConstant: 1e-4,
    modelSha256: '',
    vocabularySha256: '',
    recipe: '',
    licence: '',
  },
  checksum: 'c0ffee00c0ffee00',
  pieces: ['[UNK]', '[CLS]', '[SEP]', 'a', 'b', '##c'],
  scales: Float32Array.of(1, 1, 1, 0.5, 1, 2),
  rows: Int8Array.of(9, 9, 9, 9, 9, 9, 2, 0, 0, 3, -1, -1),
}

/** The formula in plain double arithmetic. */
function naiveVector(text: string): number[] {
  const { table, wordPiece } = embedder
  const { dimensions, tokenCount } = table.meta
  const sum = new Array<number>(dimensions).fill(0)
  for (const id of wordPiece.encode(text, 8_192)) {
    if (id === wordPiece.specials.unknown) continue
    const p = 1 / ((id + 2) * Math.log(tokenCount))
    const weight = 1e-4 / (1e-4 + p)
    for (let axis = 0; axis < dimensions; axis += 1) {
      sum[axis]! += weight * table.scales[id]! * table.rows[id * dimensions + axis]!
    }
  }
  const length = Math.hypot(...sum)
  return sum.map((value) => value / length)
}

test('a text is the weighted sum of its pieces, worked out by hand', () => {
  const { embedNow, tokenWeight, tokenVector } = createStaticEmbedder(tiny)
  // p of "a" (id 3) is 1 / (5 ln 6) = 0.11162; its weight 1e-4 / 0.11172 = 0.00089506.
  assert.ok(Math.abs(tokenWeight(3) - 0.00089506) < 1e-7)
  assert.equal(tokenWeight(0), 0)
  assert.deepEqual(tokenVector(5), Float32Array.of(-2, -2))
  assert.deepEqual(embedNow('a'), Float32Array.of(1, 0))
  assert.deepEqual(embedNow('B b'), Float32Array.of(0, 1))
  // "ac" is a + ##c: w3 (1, 0) + w5 (-2, -2), with w5 / w3 = 7 / 5 to four digits.
  const [x, y] = embedNow('ac')!
  assert.ok(Math.abs(x! / y! - (1 - 2.8) / -2.8) < 1e-3)
})

test('what holds nothing known is null, and a vector that cancels out is too', () => {
  const { embedNow } = createStaticEmbedder(tiny)
  assert.equal(embedNow('zzz'), null)
  assert.equal(embedNow(''), null)
  for (const text of ['', ' \n', '🙂🙂', '价格']) assert.equal(embedder.embedNow(text), null, text)
  const opposite = { ...tiny, rows: Int8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) }
  assert.equal(createStaticEmbedder(opposite).embedNow('a b'), null)
})

test('the shipped table follows the formula', () => {
  for (const text of [
    'When did Caroline go to the support group?',
    'Zürich 🙂 价格',
    'the the the',
  ]) {
    const row = embedder.embedNow(text)!
    const expected = naiveVector(text)
    for (const [axis, value] of row.entries()) {
      assert.ok(Math.abs(value - expected[axis]!) < 1e-5, `${text}, axis ${axis}`)
    }
  }
})

test('words are nearer to their kind than to others', () => {
  const cosine = (a: string, b: string): number =>
    dot(embedder.wordVector(a)!, embedder.wordVector(b)!)
  const near = ['doctor physician', 'kids children', 'dog puppy', 'mortgage loan', 'violin cello']
  const far = ['doctor banana', 'kids algebra', 'dog mortgage', 'violin tuesday', 'rain puppy']
  for (const pair of near) {
    const [a, b] = pair.split(' ')
    assert.ok(cosine(a!, b!) > 0.55, pair)
  }
  for (const pair of far) {
    const [a, b] = pair.split(' ')
    assert.ok(cosine(a!, b!) < 0.3, pair)
  }
})

test('the word order of a text does not matter to it, and its case neither', () => {
  assert.deepEqual(embedder.embedNow('DOG bites man'), embedder.embedNow('dog bites man'))
  const turned = dot(embedder.embedNow('man bites dog')!, embedder.embedNow('dog bites man')!)
  assert.ok(turned > 1 - 1e-6)
})

test('an id outside the vocabulary weighs nothing', () => {
  assert.equal(embedder.tokenWeight(30_522), 0)
  assert.equal(embedder.tokenWeight(-1), 0)
})

test('another table is another fingerprint', () => {
  const other = createStaticEmbedder({ ...tiny, checksum: 'deadbeefdeadbeef' })
  assert.equal(other.fingerprint.revision, 'static-deadbeefdead')
  assert.notDeepEqual(other.fingerprint, createStaticEmbedder(tiny).fingerprint)
})

test('opening a table that is not there says so', async () => {
  await assert.rejects(openStaticEmbedder(nodeDisk, '/nowhere'), (error) =>
    LociError.is(error, 'EMBEDDER_TABLE_DAMAGED'),
  )
})
