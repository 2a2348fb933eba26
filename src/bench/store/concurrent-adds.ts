/** Adds from many callers at once: how far one disk sync goes when appends share it. */

import type { Host } from '../../host/host.ts'
import { openMemory } from '../../memory/open-memory.ts'
import { createPrng } from '../../stdx/prng.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import { sampleTurn } from './sample-turns.ts'

export interface ConcurrentAdds {
  readonly perSecond: number
  readonly turnCount: number
  readonly logRowCount: number
  readonly isSound: boolean
}

export async function concurrentAdds(
  host: Host,
  path: string,
  { callers, rounds }: { readonly callers: number; readonly rounds: number },
): Promise<ConcurrentAdds> {
  const store = await openSqliteStore({ host, path })
  await using memory = await openMemory({ host, store })
  const prng = createPrng(2)
  const turns = Array.from({ length: callers * rounds }, (_, index) => sampleTurn(prng, index))
  const startedMs = host.clock.monotonicMs()
  for (let round = 0; round < rounds; round += 1) {
    const group = turns.slice(round * callers, (round + 1) * callers)
    await Promise.all(
      group.map((turn) => memory.remember({ scope: { user: 'bench' }, turns: [turn] })),
    )
  }
  const elapsedMs = host.clock.monotonicMs() - startedMs
  const { isSound, eventCount } = await store.verify()
  return {
    perSecond: (turns.length / elapsedMs) * 1000,
    turnCount: turns.length,
    logRowCount: eventCount,
    isSound,
  }
}
