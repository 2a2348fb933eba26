/**
 * LangGraph's long-term store on Loci: items under namespaces, filters, search by meaning, and every value's history.
 *
 * Run it with `node examples/langgraph-store.ts`. A graph takes it as `compile({store})`; nothing of LangGraph is needed to have one. It
 * exits non-zero when an answer is wrong.
 */

import assert from 'node:assert/strict'
import { openLoci } from '../src/index.ts'
import { LociStore } from '../src/langgraph.ts'

await using memory = await openLoci({ path: ':memory:' })
const store = new LociStore({ memory, scope: { user: 'ada' } })

await store.put(['ada', 'food'], 'tea', {
  text: 'Ada drinks green tea, never coffee.',
  kind: 'drink',
})
await store.put(['ada', 'food'], 'nuts', { text: 'Ada is allergic to peanuts.', kind: 'allergy' })
await store.put(['ada', 'work'], 'tool', { text: 'Ada writes TypeScript.' })

const [found] = await store.search(['ada'], { query: 'Which drink does she like? tea?', limit: 1 })
console.log(
  `${found!.namespace.join('/')} ${found!.key}: ${found!.value.text} (${found!.score?.toFixed(3)})`,
)
assert.equal(found!.key, 'tea')

const allergies = await store.search(['ada', 'food'], { filter: { kind: 'allergy' } })
assert.deepEqual(
  allergies.map(({ key }) => key),
  ['nuts'],
)

const namespaces = await store.listNamespaces({ prefix: ['ada'] })
console.log(namespaces.map((one) => one.join('/')).join(', '))
assert.deepEqual(namespaces, [
  ['ada', 'food'],
  ['ada', 'work'],
])

// Beyond LangGraph: what was put over is kept, and can be brought back.
await store.put(['ada', 'food'], 'tea', { text: 'Ada drinks nothing but water.' })
const [latest] = await memory.log({ scope: { user: 'ada' }, limit: 1, isDescending: true })
await memory.undo(latest!.batch)
const tea = await store.get(['ada', 'food'], 'tea')
console.log(`after undo: ${tea!.value.text}`)
assert.match(tea!.value.text, /green tea/)
