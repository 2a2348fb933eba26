/** Which memories are compared: near in words, or facts of one subject and family of relations. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cube, Fact } from '../../store/cube.ts'
import { sampleSnapshot } from '../../testing/sample-events.ts'
import { findPairs, type RelatePair } from './find-pairs.ts'
import { createRelateParts, relateMemories } from './relate-memories.ts'

function memory(id: string, text: string, saidAtMs: number, fact?: Partial<Fact>): Cube {
  const whole: Fact = {
    subject: 'The user',
    relation: 'lives in',
    object: id,
    validFromMs: null,
    validToMs: null,
    isMultiValued: false,
    ...fact,
  }
  return {
    ...sampleSnapshot(id),
    kind: 'derived',
    text,
    saidAtMs,
    createdAtMs: saidAtMs,
    updatedAtMs: saidAtMs,
    createdSeq: saidAtMs,
    seq: saidAtMs,
    recallCount: 0,
    lastRecalledAtMs: null,
    provenance: { episodes: [], parents: [], origin: 'form:extract' },
    ...(fact === undefined ? {} : { fact: whole }),
  }
}

const may = Date.UTC(2026, 4, 2)
const january = Date.UTC(2027, 0, 20)
const porto = memory('Porto', 'The user lives in Porto.', may, {})
const lisbon = memory('Lisbon', 'The user moved to Lisbon (December 2026).', january, {
  relation: 'moved_to',
  validFromMs: Date.UTC(2026, 11, 1),
})

test('facts of one subject and family of relations are compared, whatever their words, and one is found to be later', () => {
  const parts = createRelateParts()
  const relate: RelatePair = (a, b) => relateMemories(a, b, parts)
  const [proposal, ...others] = findPairs([porto, lisbon], relate)
  assert.deepEqual(others, [])
  assert.deepEqual(
    [proposal!.label, proposal!.action, proposal!.keep, proposal!.lose],
    ['temporal', 'supersede', lisbon.id, porto.id],
  )
})

test('what is of another subject or relation, stands beside, or is placed in time already is not compared', () => {
  const compared: string[] = []
  const relate: RelatePair = (a, b) => {
    compared.push(`${a.text} ${b.text}`)
    return { label: 'unrelated', confidence: 1, isSafeToMerge: false, keeps: null, because: '' }
  }
  const grace = memory('Kyoto', 'Grace is in Kyoto.', january, { subject: 'Grace' })
  const work = memory('Acme', 'The user has work: Acme.', january, { relation: 'works at' })
  findPairs([porto, grace, work], relate)
  const before = memory('Rome', 'Rome was home.', may, { validToMs: Date.UTC(2026, 0, 1) })
  findPairs([before, lisbon], relate)
  const tea = { relation: 'likes', isMultiValued: true }
  findPairs([memory('tea', 'Tea!', may, tea), memory('jazz', 'Jazz!', may, tea)], relate)
  assert.deepEqual(compared, [])
})

test('a fact is compared with a bounded number of its line', () => {
  let count = 0
  const relate: RelatePair = () => {
    count += 1
    return { label: 'unrelated', confidence: 1, isSafeToMerge: false, keeps: null, because: '' }
  }
  const places = Array.from({ length: 500 }, (_, at) => memory(`place${at}`, `p${at}`, at + 1, {}))
  findPairs(places, relate)
  assert.ok(count <= 500 * 8, `${count}`)
})
