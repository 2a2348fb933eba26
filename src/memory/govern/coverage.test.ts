/** What memory is made of, counted and filtered by form, function and how it came to be. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CubeKind } from '../../store/cube.ts'
import { openMovedMemory } from '../../testing/moved-memory.ts'
import { appendRequest, changeEvent } from '../../testing/sample-events.ts'
import { taxonomy } from './coverage.ts'

const scope = { user: 'ada' }

test('[DMMGOV-TAX-1] [AGEMEM-TAX-1] every record has its form, function and dynamic, and every kind its location, persistence, write path and control', async () => {
  await using world = await openMovedMemory()
  const { memory, store } = world
  await memory.remember({ scope, turns: [{ text: 'said' }, { text: 'said too' }] })
  await memory.remember({ scope, turns: 'stated' })
  await memory.remember({ scope, turns: 'brought in', origin: 'import:jsonl' })
  const derivation = { pipeline: 'notes', model: null, confidence: 1, spans: [] } as const
  const dynamics = ['extracted', 'summarised', 'merged', 'evolved'] as const
  await store.append(
    appendRequest(
      'derived',
      dynamics.map((dynamic) =>
        changeEvent(dynamic, 'add', {
          kind: 'derived',
          function: 'experiential',
          scope,
          derivation: { ...derivation, dynamic },
        }),
      ),
    ),
  )
  const { ids } = await memory.remember({ scope, turns: 'forgotten' })
  await memory.forget({ ids })
  const { cells, taxonomy: rows, totalCount } = await memory.governance.coverage(scope)
  const cell = (dynamic: string) => cells.find((one) => one.dynamic === dynamic)
  assert.equal(totalCount, 8)
  assert.deepEqual(cell('raw'), { form: 'token', function: 'factual', dynamic: 'raw', count: 2 })
  assert.equal(cell('stated')?.count, 1)
  assert.equal(cell('imported')?.count, 1)
  for (const dynamic of dynamics) assert.equal(cell(dynamic)?.function, 'experiential')
  assert.deepEqual(
    rows.map(({ kind, count }) => [kind, count]),
    [
      ['turn', 2],
      ['note', 2],
      ['derived', 4],
    ],
  )
  for (const kind of Object.keys(taxonomy) as CubeKind[]) {
    const { location, persistence, writePath, controllability } = taxonomy[kind]
    for (const word of [location, persistence, writePath, controllability]) assert.ok(word, kind)
  }
  const counted = async (filter: object): Promise<number> =>
    (await memory.list({ scope, filter: filter as never })).totalCount
  assert.equal(await counted({ dynamic: 'raw' }), 2)
  assert.equal(await counted({ dynamic: { in: ['merged', 'evolved'] } }), 2)
  assert.equal(await counted({ pipeline: 'notes' }), 4)
  assert.equal(await counted({ pipeline: '*' }), 4)
  assert.equal(await counted({ function: 'experiential', kind: 'derived' }), 4)
  assert.equal(await counted({ form: 'token', level: 'plaintext' }), 8)
  assert.equal(await counted({ level: 'parametric' }), 0)
})
