import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { createReferenceKernels } from '../kernels/kernels.ts'
import { dot } from '../model/unit-vector.ts'
import { openMeanings } from './open-meanings.ts'

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
