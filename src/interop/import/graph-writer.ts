/**
 * Entities and links of an import. What the graph holds already is skipped, so that a second run leaves no trace in the log.
 *
 * Keeps the names of one scope's graph in memory, the last one asked: files hold one scope as a rule.
 */

import type { Memory } from '../../memory/memory.ts'
import { assert } from '../../stdx/assert.ts'
import { type ImportRecord, type ImportScope, isRecordFault, refuse } from './import-format.ts'
import type { ImportTally } from './import-report.ts'

function nameOf({ content }: ImportRecord): string {
  if (content.kind === 'entity') return JSON.stringify([content.name])
  assert(content.kind === 'link', `${content.kind} in a chunk of the graph`)
  return JSON.stringify([content.source, content.relation, content.target])
}

export class GraphWriter {
  readonly #memory: Pick<Memory, 'relate' | 'graph'>
  readonly #origin: string
  readonly #tally: ImportTally
  #scopeKey = ''
  #known = new Set<string>()

  constructor(memory: Pick<Memory, 'relate' | 'graph'>, origin: string, tally: ImportTally) {
    this.#memory = memory
    this.#origin = origin
    this.#tally = tally
  }

  async write(records: readonly ImportRecord[], scope: ImportScope): Promise<void> {
    await this.#openScope(scope)
    const fresh: ImportRecord[] = []
    for (const record of records) {
      const name = nameOf(record)
      if (this.#known.has(name)) continue
      this.#known.add(name)
      fresh.push(record)
    }
    this.#tally.skipped(records.length - fresh.length)
    if (fresh.length === 0) return
    try {
      await this.#relate(fresh, scope)
    } catch (error) {
      if (!isRecordFault(error)) throw error
      for (const record of fresh) await this.#writeAlone(record, scope)
    }
  }

  async #relate(records: readonly ImportRecord[], scope: ImportScope): Promise<void> {
    const contents = records.map((record) => record.content)
    const { batch } = await this.#memory.relate({
      scope,
      entities: contents.filter((content) => content.kind === 'entity'),
      links: contents.filter((content) => content.kind === 'link'),
      origin: this.#origin,
    })
    this.#tally.imported(records.length, 0, batch)
  }

  /** One of a chunk is bad: each gets its own call, so that the others go in and the bad one is named. */
  async #writeAlone(record: ImportRecord, scope: ImportScope): Promise<void> {
    try {
      await this.#relate([record], scope)
    } catch (error) {
      if (!isRecordFault(error)) throw error
      this.#tally.refused(refuse(record, error.code, error.message, error.hint))
    }
  }

  async #openScope(scope: ImportScope): Promise<void> {
    const key = JSON.stringify([scope.user, scope.agent, scope.run])
    if (key === this.#scopeKey) return
    const { entities, links } = await this.#memory.graph(scope)
    this.#known = new Set([
      ...entities.map(({ name }) => JSON.stringify([name])),
      ...links.map(({ source, relation, target }) => JSON.stringify([source, relation, target])),
    ])
    this.#scopeKey = key
  }
}
