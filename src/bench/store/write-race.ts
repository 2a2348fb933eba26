/**
 * The timed race: rounds in which the real path, the bare rows and the bare payloads take turns on three files.
 *
 * Interleaved, because disks and neighbours change speed by the minute; each round gives one ratio and the medians are reported.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { Host } from '../../host/host.ts'
import type { Memory } from '../../memory/memory.ts'
import { openMemory } from '../../memory/open-memory.ts'
import { createPrng } from '../../stdx/prng.ts'
import { openConnection } from '../../store/sqlite/open-connection.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { BareStore, recordBatches } from './bare-store.ts'
import { sampleTurn } from './sample-turns.ts'

export interface RaceShape {
  readonly name: 'single' | 'batched'
  readonly rounds: number
  readonly callsPerRound: number
  readonly turnsPerCall: number
}

export interface RaceResult {
  /** Bare time / real time, one a round. */
  readonly ratios: readonly number[]
  /** Turns a second, one a round. */
  readonly realPerSecond: readonly number[]
  readonly barePerSecond: readonly number[]
  readonly payloadPerSecond: readonly number[]
  readonly turnCount: number
  readonly logRowCount: number
  readonly bytesPerTurn: number
  readonly isSound: boolean
  readonly areRowsEqual: boolean
  /** Over the texts as they were read back. */
  readonly checksum: string
}

const scope = { user: 'bench' } as const

async function timed(host: Host, action: () => Promise<void> | void): Promise<number> {
  const startedMs = host.clock.monotonicMs()
  await action()
  return host.clock.monotonicMs() - startedMs
}

class Race {
  readonly #host: Host
  readonly #shape: RaceShape
  readonly #prng = createPrng(1)
  readonly #texts: string[] = []
  readonly rounds: { readonly real: number; readonly bare: number; readonly payload: number }[] = []

  constructor(host: Host, shape: RaceShape) {
    this.#host = host
    this.#shape = shape
  }

  get texts(): readonly string[] {
    return this.#texts
  }

  async round(
    memory: Memory,
    written: Database,
    bare: BareStore,
    payloads: BareStore,
  ): Promise<void> {
    const { callsPerRound, turnsPerCall } = this.#shape
    const calls = Array.from({ length: callsPerRound }, () =>
      Array.from({ length: turnsPerCall }, (_, index) => sampleTurn(this.#prng, index)),
    )
    const afterSeq = this.#texts.length
    for (const turns of calls) this.#texts.push(...turns.map((turn) => turn.text))
    const real = await timed(this.#host, async () => {
      for (const turns of calls) await memory.remember({ scope, turns })
    })
    const batches = recordBatches(written, afterSeq)
    const bareMs = await timed(this.#host, () => {
      for (const batch of batches) bare.write(batch)
    })
    const payload = await timed(this.#host, () => {
      for (const batch of batches) payloads.writePayloadOnly(batch)
    })
    this.rounds.push({ real, bare: bareMs, payload })
  }
}

/** Hash over every row of the tables that both write. */
function rowsHash(database: Database): string {
  const parts: string[] = []
  for (const table of ['log', 'payloads', 'cubes', 'episodes', 'scopes']) {
    for (const row of database.prepare(`SELECT * FROM ${table} ORDER BY 1`).iterate()) {
      parts.push(JSON.stringify(Object.values(row)))
    }
  }
  return sha256Hex(parts.join('\n'))
}

async function checkContent(store: Store, texts: readonly string[]): Promise<string> {
  const cubes = await store.scopeCubes({ scope })
  const isSame =
    cubes.length === texts.length && cubes.every((cube, index) => cube.text === texts[index])
  if (!isSame) throw new LociError('INTERNAL', 'the store does not hold what the bench wrote')
  return sha256Hex(cubes.map((cube) => cube.text).join('\n'))
}

/** Runs one shape in an empty folder; leaves the files there. */
export async function writeRace(host: Host, folder: string, shape: RaceShape): Promise<RaceResult> {
  const path = (name: string): string => `${folder}/${shape.name}-${name}.db`
  const store = await openSqliteStore({ host, path: path('real') })
  await using memory = await openMemory({ host, store })
  const bareFile = openConnection({ host, path: path('bare') })
  const payloadFile = openConnection({ host, path: path('payload') })
  const written = host.openDatabase(path('real'), { isReadOnly: true })
  try {
    const race = new Race(host, shape)
    const bare = new BareStore(bareFile)
    const payloads = new BareStore(payloadFile)
    for (let round = 0; round < shape.rounds; round += 1) {
      await race.round(memory, written, bare, payloads)
    }
    const checksum = await checkContent(store, race.texts)
    const { isSound, eventCount } = await store.verify()
    const perRound = shape.callsPerRound * shape.turnsPerCall
    const rate = (ms: number): number => (perRound / ms) * 1000
    return {
      // The first round warms caches and compilers of all three.
      ratios: race.rounds.slice(1).map(({ real, bare: bareMs }) => bareMs / real),
      realPerSecond: race.rounds.slice(1).map(({ real }) => rate(real)),
      barePerSecond: race.rounds.slice(1).map(({ bare: bareMs }) => rate(bareMs)),
      payloadPerSecond: race.rounds.slice(1).map(({ payload }) => rate(payload)),
      turnCount: race.texts.length,
      logRowCount: eventCount,
      bytesPerTurn: (await store.stats()).byteCount / race.texts.length,
      isSound,
      areRowsEqual: rowsHash(written) === rowsHash(bareFile),
      checksum,
    }
  } finally {
    for (const database of [written, bareFile, payloadFile]) database.close()
  }
}
