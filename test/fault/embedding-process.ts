/**
 * A process that changes a store's embedder and asks it questions meanwhile: `embedding-process.ts PATH DELAY_MS`.
 *
 * Prints `batch` when one is begun, `hits N` after each question, `done` when the new embedder serves; then it ends.
 */

import { createReferenceKernels } from '../../src/kernels/kernels.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { nodeHost as host } from './fault-kit.ts'
import { oldEmbedder, slowEmbedder } from './slow-embedder.ts'

const [path = '', delayMs = '0'] = process.argv.slice(2)
const slow = slowEmbedder(Number(delayMs), () => void process.stdout.write('batch\n'))
const store = await openSqliteStore({ host, path, busyTimeoutMs: 60_000 })
const memory = await openMemory({
  host,
  store,
  embedding: {
    table: null,
    kernels: createReferenceKernels('testing'),
    encoder: { facts: { kind: 'slow' }, open: async () => slow },
    reopen: async () => oldEmbedder(),
    isMaker: true,
  },
})
const made = memory.rebuildVectors()
let isMade = false
void made.then(() => {
  isMade = true
})
for (let asked = 0; !isMade; asked += 1) {
  const query = `what was said of turn ${asked % 50}?`
  const { hits, notes } = await memory.recall({ scope: { user: 'ada' }, query })
  process.stdout.write(`hits ${notes.length === 0 ? hits.length : notes.join()}\n`)
  await new Promise((resolve) => setTimeout(resolve, 5))
}
await made
await memory.close()
process.stdout.write('done\n')
