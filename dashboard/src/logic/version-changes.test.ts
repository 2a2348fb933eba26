/** What changed beside the text. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cube } from '../api-types.ts'
import { formatMoment } from './moment.ts'
import { versionChanges } from './version-changes.ts'

const fact = (validToMs: number | null) => ({
  subject: 'Ada',
  relation: 'lives in',
  object: 'Paris',
  validFromMs: 0,
  validToMs,
})
const version = (part: Partial<Cube>): Cube => ({ state: 'activated', ...part }) as Cube

test('a fact that gave way changed its state and its end', () => {
  assert.deepEqual(
    versionChanges(
      version({ fact: fact(null) }),
      version({ state: 'archived', fact: fact(86_400_000) }),
    ),
    ['activated → archived', `held until ${formatMoment(86_400_000)}`],
  )
  assert.deepEqual(versionChanges(version({ fact: fact(5) }), version({ fact: fact(null) })), [
    'holds on',
  ])
})

test('a change of the text alone says nothing', () => {
  assert.deepEqual(versionChanges(version({ text: 'a' }), version({ text: 'b' })), [])
})
