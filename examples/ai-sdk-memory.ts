/**
 * A model of the AI SDK that remembers: what was said in one call is in the prompt of another.
 *
 * Run it with `node examples/ai-sdk-memory.ts`. The model is the SDK's own mock, so no key and no network is needed; with a provider it is
 * `withLoci(openai('gpt-5-mini'), {memory, scope})`. It exits non-zero when an answer is wrong.
 */

import assert from 'node:assert/strict'
import { generateText } from 'ai'
import { MockLanguageModelV3 } from 'ai/test'
import { withLoci } from '../src/ai-sdk.ts'
import { openLoci } from '../src/index.ts'

await using memory = await openLoci({ path: ':memory:' })
const scope = { user: 'ada' }

/** Answers with what it was told of memory, or that it was told nothing. */
const mock = new MockLanguageModelV3({
  doGenerate: async ({ prompt }) => {
    const known = prompt.find(
      ({ role, content }) => role === 'system' && /loci-memory/.test(`${content}`),
    )
    const about = /My sister[^\n]*/.exec(`${known?.content ?? ''}`)?.[0]
    return {
      content: [{ type: 'text', text: about ?? 'Nothing is known yet.' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: {
        inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 1, text: 1, reasoning: 0 },
      },
      warnings: [],
    }
  },
})
const model = withLoci(mock, { memory, scope, budgetTokens: 500 })

const first = await generateText({ model, prompt: 'My sister Grace is allergic to peanuts.' })
console.log(`first call:  ${first.text}`)
assert.equal(first.text, 'Nothing is known yet.')

const second = await generateText({ model, prompt: 'What must I not cook for my sister Grace?' })
console.log(`second call: ${second.text}`)
assert.match(second.text, /peanuts/)

// Personal data goes by the scope's settings; in memory it stays as it was said.
await memory.settings.put(scope, { redact: 'all' })
await memory.remember({ scope, turns: 'My sister writes from grace@example.org.' })
await generateText({ model, prompt: 'How do I reach my sister by mail?' })
const sent = JSON.stringify(mock.doGenerateCalls.at(-1)!.prompt)
console.log(`sent:        ${/My sister writes[^\\]*/.exec(sent)![0]}`)
assert.ok(!sent.includes('grace@example.org'))
