/**
 * The first five minutes: remember a conversation, ask, see why each answer was found, and where it was said.
 *
 * Run it with `node examples/quick-start.ts`. It needs no model, no key and no network, and exits non-zero when an answer is wrong.
 */

import assert from 'node:assert/strict'
import { openLoci } from '../src/index.ts'

await using memory = await openLoci({ path: ':memory:' })
const scope = { user: 'ada' }

await memory.remember({
  scope,
  session: 'spring',
  turns: [
    { speaker: 'Ada', text: 'I moved to Lisbon in March.', at: '2026-04-02T09:00:00Z' },
    { speaker: 'Bot', role: 'assistant', text: 'How do you like it?', at: '2026-04-02T09:00:05Z' },
    {
      speaker: 'Ada',
      text: 'Love it. My sister Grace visits in July.',
      at: '2026-04-02T09:01:00Z',
    },
    {
      speaker: 'Ada',
      text: 'She is allergic to peanuts, remember that.',
      at: '2026-04-02T09:02:00Z',
    },
  ],
})

const { hits } = await memory.recall({ scope, query: 'Where did Ada move?', topK: 2 })
for (const { cube, score, why } of hits) {
  const reasons = why.map(({ channel, because }) => `${channel} (${because})`).join(', ')
  console.log(`${score.toFixed(3)}  ${cube.speaker}: ${cube.text}\n       because of ${reasons}`)
}
const best = hits[0]!.cube
assert.equal(best.text, 'I moved to Lisbon in March.')

const source = await memory.episode(best.provenance.episodes[0]!)
console.log(`said by ${source!.speaker} on ${new Date(source!.saidAtMs).toISOString()}`)
assert.equal(source!.speaker, 'Ada')

const context = await memory.context({ scope, query: 'What must I not cook for Grace?' })
console.log(`\n${context.tokenCount} tokens for the prompt (${context.mode}):\n${context.text}`)
assert.ok(context.text.includes('allergic to peanuts'))
