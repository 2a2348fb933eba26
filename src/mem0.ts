/** `loci/mem0`: mem0's open-source `Memory` class over a Loci store: `import { Memory } from 'loci/mem0'`. */

import type { Mem0Config, Mem0Opening } from './interop/mem0-config.ts'
import { Mem0Memory } from './interop/mem0-memory.ts'
import type { Memory as LociMemory } from './memory/memory.ts'

export { LociError } from './errors.ts'
export type {
  Mem0AddOptions,
  Mem0Done,
  Mem0ListOptions,
  Mem0Results,
  Mem0SearchOptions,
  Mem0Update,
} from './interop/mem0-calls.ts'
export type { Mem0Config, Mem0Provider } from './interop/mem0-config.ts'
export type { Mem0AddResult, Mem0Failure } from './interop/mem0-formed.ts'
export type { Mem0Event, Mem0HistoryRow, Mem0Item } from './interop/mem0-item.ts'
export type { Mem0Message } from './interop/mem0-messages.ts'
export type { Mem0Names } from './interop/mem0-options.ts'

export class Memory extends Mem0Memory {
  /** As mem0 has it; the same as `new Memory(config)`. */
  static fromConfig(config: Mem0Config): Memory {
    return new Memory(config)
  }

  protected override async openOwn(
    opening: Mem0Opening & { readonly path: string },
  ): Promise<LociMemory> {
    const { path, model, embedder, settings } = opening
    const { openLoci } = await import('./open-loci.ts')
    return openLoci({ path, model, settings, ...(embedder === null ? {} : { embedder }) })
  }
}
