/**
 * Nothing is overwritten: read the memory as it stood, see every version of a sentence, and take changes back.
 *
 * Run it with `node examples/time-travel-and-undo.ts`. It exits non-zero when the past is not what it was.
 */

import assert from 'node:assert/strict'
import { LociError, openLoci } from '../src/index.ts'

await using memory = await openLoci({ path: ':memory:' })
const scope = { user: 'ada' }

const told = await memory.remember({ scope, turns: 'The flight leaves at 9 from gate A.' })
const id = told.ids[0]!
const changed = await memory.update({ id, text: 'The flight leaves at 11 from gate B.' })
const forgotten = await memory.forget({ ids: [id] })

const query = 'When does the flight leave?'
const now = await memory.recall({ scope, query })
assert.deepEqual(now.hits, [], 'what was forgotten is not found')

for (const { position } of [told, changed]) {
  const { hits } = await memory.recall({ scope, query, asOf: { position } })
  console.log(`as of log position ${position}: ${hits[0]!.cube.text}`)
}

const restored = await memory.undo(forgotten.batch)
console.log(`undone: ${(await memory.get(id)).text}`)
await memory.undo(restored.batch)
assert.equal(
  (await memory.get(id)).state,
  'forgotten',
  'an undo is a change, so it can be undone too',
)

const history = await memory.history(id)
for (const { cube, change } of history) {
  console.log(`  version ${cube.version}, ${change}: ${cube.text} (${cube.state})`)
}
assert.deepEqual(
  history.map(({ change }) => change),
  ['add', 'update', 'forget', 'undo', 'undo'],
)

// Purge is the one change that cannot be taken back: the content is gone from every version, a tombstone proves it.
const { batch, tombstones } = await memory.purge({ ids: [id], reason: 'asked by Ada' })
console.log(`purged: ${JSON.stringify(tombstones[0])}`)
await assert.rejects(memory.undo(batch), (error) => LociError.is(error, 'UNDO_IMPOSSIBLE'))
await assert.rejects(memory.get(id), (error) => LociError.is(error, 'MEMORY_PURGED'))
