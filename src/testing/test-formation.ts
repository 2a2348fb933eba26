/**
 * A memory for tests of formation: pipelines that do what the test says, over a store in memory or a file.
 *
 * The pipelines are real ones behind the seam: they get the input and the tools of any other, and what they ask for goes through the same walls.
 */

import type { Host } from '../host/host.ts'
import type {
  FormationInput,
  FormationOutcome,
  FormationPipeline,
  FormationTools,
  MemoryOperation,
} from '../memory/form/formation.ts'
import type { FormingOptions } from '../memory/form/queued-formation.ts'
import type { Memory } from '../memory/memory.ts'
import { openMemory } from '../memory/open-memory.ts'
import type { SettingsPatch } from '../memory/scope-settings.ts'
import type { Model } from '../model/model.ts'
import type { Scope } from '../store/scope.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'

export const formedScope: Scope = { user: 'ada' }

/** Notes every turn word for word as a memory of its own. */
export const echoPipeline: FormationPipeline = {
  name: 'echo',
  needsModel: false,
  about: 'For tests: a memory a turn.',
  async form({ turns }) {
    const operations = turns.map(
      ({ id, text }): MemoryOperation => ({ op: 'add', text: `noted: ${text}`, sources: [id] }),
    )
    return { operations, failures: [] }
  },
}

export type Script = (
  input: FormationInput,
  tools: FormationTools,
) => Promise<readonly MemoryOperation[] | FormationOutcome> | readonly MemoryOperation[]

/** A pipeline that does what a function says. */
export function scriptedPipeline(script: Script, name = 'scripted'): FormationPipeline {
  return {
    name,
    needsModel: false,
    about: 'For tests: what the test says.',
    async form(input, tools) {
      const made = await script(input, tools)
      return 'operations' in made ? made : { operations: made, failures: [] }
    },
  }
}

export interface FormedMemory extends AsyncDisposable {
  readonly memory: Memory
  readonly store: Store
}

export interface FormedMemoryOptions {
  readonly host: Host
  readonly path?: string
  readonly pipelines?: readonly FormationPipeline[]
  readonly settings?: SettingsPatch
  readonly model?: Model | null
  readonly forming?: Partial<FormingOptions>
}

/** Without a worker unless asked for one; formed inline by `echo` unless told otherwise. */
export async function openFormedMemory(options: FormedMemoryOptions): Promise<FormedMemory> {
  const { host, path = ':memory:', pipelines = [], model = null } = options
  const store = await openSqliteStore({ host, path })
  const memory = await openMemory({
    host,
    store,
    model,
    settings: { pipeline: 'echo', formation: 'inline', ...options.settings },
    forming: {
      isWorker: false,
      pauseMs: 0,
      ...options.forming,
      pipelines: [echoPipeline, ...pipelines],
    },
  })
  return { memory, store, [Symbol.asyncDispose]: () => memory.close() }
}
