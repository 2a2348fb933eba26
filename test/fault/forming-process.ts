/** A process that forms what waits in a store, slowly: `forming-process.ts PATH`. Prints `begun` for each window, `done` at the end. */

import type { FormationPipeline } from '../../src/memory/form/formation.ts'
import { echoPipeline, openFormedMemory } from '../../src/testing/test-formation.ts'
import { nodeHost } from './fault-kit.ts'

const WINDOW_MS = 10

/** Clock of this process, ahead by so much: what a killed one held is due then. */
const [path = '', aheadMs = '0'] = process.argv.slice(2)
const clock = { ...nodeHost.clock, nowMs: () => nodeHost.clock.nowMs() + Number(aheadMs) }
const slow: FormationPipeline = {
  ...echoPipeline,
  name: 'slow',
  async form(input, tools) {
    process.stdout.write('begun\n')
    await new Promise((resolve) => setTimeout(resolve, WINDOW_MS))
    return echoPipeline.form(input, tools)
  },
}
const { memory } = await openFormedMemory({
  host: { ...nodeHost, clock },
  path,
  pipelines: [slow],
  settings: { pipeline: 'slow', formation: 'queued' },
})
await memory.formation.drain()
await memory.close()
process.stdout.write('done\n')
