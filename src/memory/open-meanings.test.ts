import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { createReferenceKernels } from '../kernels/kernels.ts'
import { dot } from '../model/unit-vector.ts'
import type { CubeId } from '../store/cube.ts'
import { openMeanings } from './open-meanings.ts'
import { createOpenScopeIndex } from './open-scope-index.ts'

const kernels = createReferenceKernels('a test')

test('the shipped table gives unit vectors of texts and words, and the texts of pieces', async () => {
  const { meanings, reason } = await openMeanings(nodeDisk, kernels)
  assert.equal(reason, null)
  const [doctor, physician, kayak] = ['doctor', 'physician', 'kayak'].map(
    (word) => meanings!.wordVector(word)!,
  )
  assert.equal(doctor!.length, meanings!.dimensions)
  assert.ok(Math.abs(dot(doctor!, doctor!) - 1) < 1e-5)
  assert.ok(dot(doctor!, physician!) > 0.5 && dot(doctor!, kayak!) < 0.2)
  assert.equal(meanings!.textVector('\ue000'), null)
  assert.equal(meanings!.pieceText(101), '[CLS]')
  assert.equal(meanings!.pieceText(-1), '')
})

test('a table that is missing or damaged is no failure: there are no meanings, and the reason is said', async () => {
  for (const path of [`${import.meta.dirname}/no-such-table.bin`, import.meta.filename]) {
    const { meanings, embedder, reason } = await openMeanings(nodeDisk, kernels, path)
    assert.deepEqual([meanings, embedder], [null, null])
    assert.ok(LociError.is(reason, 'EMBEDDER_TABLE_DAMAGED'))
  }
})

test('words of other scripts have no vector: they are found in another form by their letters, and the hit says so', async () => {
  const { meanings } = await openMeanings(nodeDisk, kernels)
  for (const word of ['кошка', '고양이', 'γάτα', 'חתול', '博物']) {
    assert.equal(meanings!.wordVector(word), null, word)
  }
  assert.equal(meanings!.textVector('Мы купили кошку вчера'), null)
  assert.notEqual(meanings!.textVector('a café in Москва with old friends and cake'), null)
  const texts = [
    'Мы вчера купили лодку',
    'Наши кошки спят',
    '고양이가 자고 있다',
    'We bought a boat',
  ]
  const rows = texts.map((text, at) => ({
    id: `${at}` as CubeId,
    text,
    caption: null,
    role: 'user',
    speaker: null,
    session: `${at}`,
    saidAtMs: 0,
    kind: 'turn',
    createdSeq: at + 1,
  }))
  const index = createOpenScopeIndex({ meanings })(rows)
  const ask = (text: string) => index.search({ text, nowMs: 0, topK: 1 })[0]
  assert.equal(ask('кошка?')?.id, '1')
  assert.match(
    ask('кошка?')!.why.find(({ channel }) => channel === 'soft')!.because,
    /matched 'кошки' for 'кошка' by its letters/,
  )
  assert.equal(ask('고양이')?.id, '2')
  assert.equal(ask('лодка')?.id, '0')
})
