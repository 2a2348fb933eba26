/**
 * A program written for mem0's open-source `Memory`, with one line changed: the import.
 *
 * Run it with `node examples/mem0-switch.ts`. Without `llm` in the configuration no model and no network is used: rules form the memories, and
 * what they do not understand is kept as it was said. It exits non-zero when an answer is wrong.
 */

import assert from 'node:assert/strict'
// Before: import { Memory } from 'mem0ai/oss'. From the package: import { Memory } from 'loci/mem0'.
import { Memory } from '../src/mem0.ts'

await using memory = new Memory({ path: ':memory:' })

const added = await memory.add(
  [
    { role: 'user', content: "I'm Ada. I live in Lisbon and I love sailing." },
    { role: 'assistant', content: 'Lisbon is a good place for that.' },
  ],
  { userId: 'ada', metadata: { source: 'chat' } },
)
for (const { event, memory: text } of added.results) console.log(`${event}  ${text}`)
assert.ok(added.results.some((one) => one.memory.includes('Lisbon')))

const { results, relations } = await memory.search('Where does she live? Lisbon?', {
  filters: { user_id: 'ada', source: 'chat' },
  topK: 1,
})
const [best] = results
console.log(`found  ${best!.memory}`)
console.log(`also   ${relations![0]!.relationship}: ${relations![0]!.destination}`)
assert.match(best!.memory, /Lisbon/)

await memory.update(best!.id, 'Ada lives in Porto.')
const history = await memory.history(best!.id)
console.log(`was    ${history[0]!.previousValue}`)
assert.equal(history[0]!.newValue, 'Ada lives in Porto.')

await memory.delete(best!.id)
assert.equal(await memory.get(best!.id), null)
await memory.deleteAll({ userId: 'ada' })
assert.deepEqual((await memory.getAll({ filters: { user_id: 'ada' } })).results, [])
console.log('all of it in the trash')
