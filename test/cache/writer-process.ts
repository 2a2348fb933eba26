/**
 * A process that answers questions from memories and caches them until it is killed: `writer-process.ts PATH NAME`.
 *
 * Prints each stored entry's id once the cache has acknowledged it, and each deleted one. Every payload carries the hash of its question.
 */

import { currentMemories } from '../../src/cache/current-memories.ts'
import { openStoredAnswers } from '../../src/cache/stored-answers.ts'
import { sha256Hex } from '../../src/host/digest.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { newAnswer, openTestCache, putAnswer, requestOf } from '../../src/testing/test-cache.ts'
import { nodeHost, openAt } from '../fault/fault-kit.ts'

const [path = '', name = ''] = process.argv.slice(2)
const { memory, store } = await openAt(path, { busyTimeoutMs: 20_000 })
const { cache } = await openTestCache(
  {
    host: nodeHost,
    store: openStoredAnswers({ store, host: nodeHost }),
    areCurrent: currentMemories(store, nodeHost.clock),
  },
  name,
)
const prng = createPrng(name.length)
for (let index = 0; ; index += 1) {
  const { ids } = await memory.remember({ scope: { user: name }, turns: `note ${index}` })
  const citations = [{ id: ids[0]!, version: 1 }]
  const question = `what is note ${name} ${index}?`
  const text = `${sha256Hex(question)} ${'filler '.repeat(prng.below(2_000))}end`
  const id = await putAnswer(
    cache,
    requestOf(cache, name, question),
    newAnswer(text, { citations }),
  )
  process.stdout.write(`put ${id} ${question}\n`)
  if (index % 5 === 4) {
    await memory.update({ id: ids[0]!, text: 'changed' })
    process.stdout.write(`gone ${id} ${question}\n`)
  }
}
