/**
 * Blocks, files, facts and evolution of a memory behind a gateway: the same calls as in this process, each one request.
 *
 * What a signal or a process of one's own is needed for is left out; the answers are those of the parts themselves.
 */

import { type GatewayCalls, type Query, queryText, scopeQuery } from './client-calls.ts'
import type * as blocks from './memory/blocks.ts'
import type * as evolve from './memory/evolve/evolution.ts'
import type * as facts from './memory/facts.ts'
import type * as files from './memory/files.ts'
import type { Receipt, Time } from './memory/memory.ts'
import type { Actor, CubeId } from './store/cube.ts'
import type { Scope } from './store/scope.ts'
import type { AsOf, CubeVersion } from './store/store.ts'

function named(name: string, rest = ''): string {
  return `/api/blocks/${encodeURIComponent(name)}${rest}`
}

export class ClientBlocks implements blocks.Blocks {
  readonly #calls: GatewayCalls

  constructor(calls: GatewayCalls) {
    this.#calls = calls
  }

  put({ name, ...body }: blocks.PutBlock): Promise<Receipt> {
    return this.#calls.call('PUT', named(name), body)
  }

  append({ name, ...body }: blocks.AppendBlock): Promise<Receipt> {
    return this.#calls.post(named(name, '/append'), body)
  }

  replace({ name, ...body }: blocks.ReplaceInBlock): Promise<Receipt> {
    return this.#calls.post(named(name, '/replace'), body)
  }

  remove({ scope, name, actor }: Parameters<blocks.Blocks['remove']>[0]): Promise<Receipt> {
    return this.#calls.call('DELETE', named(name) + queryText({ ...scopeQuery(scope), actor }))
  }

  async list(scope: Scope): Promise<readonly blocks.Block[]> {
    const answer = await this.#calls.get<{ blocks: blocks.Block[] }>(
      '/api/blocks',
      scopeQuery(scope),
    )
    return answer.blocks
  }

  async get({ scope, name }: blocks.BlockName): Promise<blocks.Block> {
    const answer = await this.#calls.get<{ block: blocks.Block }>(named(name), scopeQuery(scope))
    return answer.block
  }

  async history({ scope, name }: blocks.BlockName): Promise<readonly CubeVersion[]> {
    const path = named(name, '/history')
    const answer = await this.#calls.get<{ versions: CubeVersion[] }>(path, scopeQuery(scope))
    return answer.versions
  }
}

interface FilePlace {
  readonly scope: Scope
  readonly path: string
}

export class ClientFiles implements files.Files {
  readonly #calls: GatewayCalls

  constructor(calls: GatewayCalls) {
    this.#calls = calls
  }

  run(input: Parameters<files.Files['run']>[0]): Promise<files.FileAnswer> {
    return this.#calls.post('/api/files', input)
  }

  async list(scope: Scope): Promise<readonly files.KeptFile[]> {
    const answer = await this.#calls.get<{ files: files.KeptFile[] }>(
      '/api/files',
      scopeQuery(scope),
    )
    return answer.files
  }

  async get({ scope, path }: FilePlace): Promise<files.KeptFile> {
    const query = { ...scopeQuery(scope), path }
    return (await this.#calls.get<{ file: files.KeptFile }>('/api/files/content', query)).file
  }

  async history({ scope, path }: FilePlace): Promise<readonly CubeVersion[]> {
    const query = { ...scopeQuery(scope), path }
    const answer = await this.#calls.get<{ versions: CubeVersion[] }>('/api/files/history', query)
    return answer.versions
  }
}

interface Known {
  readonly scope: Scope
  readonly validAt?: Time | undefined
  readonly knownAt?: AsOf | undefined
}

function knownQuery({ scope, validAt, knownAt }: Known): Query {
  const then =
    knownAt === undefined
      ? {}
      : 'position' in knownAt
        ? { knownPosition: knownAt.position }
        : { knownAt: knownAt.timeMs }
  return { ...scopeQuery(scope), validAt, ...then }
}

export class ClientFacts implements facts.Facts {
  readonly #calls: GatewayCalls

  constructor(calls: GatewayCalls) {
    this.#calls = calls
  }

  async at({ about, relation, ...known }: facts.FactsInput): Promise<readonly facts.KnownFact[]> {
    return this.#facts('/api/facts', { ...knownQuery(known), about, relation })
  }

  async timeline(input: facts.TimelineInput): Promise<readonly facts.KnownFact[]> {
    const { subject, relation, ...known } = input
    return this.#facts('/api/facts/timeline', { ...knownQuery(known), subject, relation })
  }

  async names(input: facts.NamesInput): ReturnType<facts.Facts['names']> {
    const answer = await this.#calls.get<{ names: Awaited<ReturnType<facts.Facts['names']>> }>(
      '/api/facts/names',
      knownQuery(input),
    )
    return answer.names
  }

  neighbourhood(input: facts.NeighbourhoodInput): Promise<facts.Neighbourhood> {
    const { name, depth, ...known } = input
    return this.#calls.get('/api/facts/neighbourhood', { ...knownQuery(known), name, depth })
  }

  put(input: facts.PutFactsInput): Promise<facts.PutFactsReceipt> {
    return this.#calls.post('/api/facts', input)
  }

  close({ id, ...body }: Parameters<facts.Facts['close']>[0]): Promise<Receipt> {
    return this.#calls.post(`/api/facts/${encodeURIComponent(id)}/close`, body)
  }

  retract({
    id,
    ...body
  }: {
    readonly id: CubeId
    readonly actor?: Actor | undefined
  }): Promise<Receipt> {
    return this.#calls.post(`/api/facts/${encodeURIComponent(id)}/retract`, body)
  }

  async #facts(path: string, query: Query): Promise<readonly facts.KnownFact[]> {
    return (await this.#calls.get<{ facts: facts.KnownFact[] }>(path, query)).facts
  }
}

type ScopeOnly = Pick<evolve.ScopeInput, 'scope'>
type ScopeAndActor = Omit<evolve.ScopeInput, 'signal'>

/** Rank factors are for the process that recalls, and have no route. */
export class ClientEvolution implements Omit<evolve.Evolution, 'rankFactors'> {
  readonly #calls: GatewayCalls

  constructor(calls: GatewayCalls) {
    this.#calls = calls
  }

  propose({ scope }: ScopeOnly): Promise<evolve.Proposals> {
    return this.#calls.get('/api/evolution/proposals', { ...scopeQuery(scope), all: true })
  }

  proposals({ scope }: ScopeOnly): Promise<evolve.Proposals> {
    return this.#calls.get('/api/evolution/proposals', scopeQuery(scope))
  }

  apply(input: evolve.ApplyInput): Promise<evolve.Applied> {
    return this.#calls.post('/api/evolution/apply', input)
  }

  keepApart(input: evolve.KeepApartInput): Promise<Receipt> {
    return this.#calls.post('/api/evolution/keep-apart', input)
  }

  merge(input: evolve.MergeInput): Promise<Receipt> {
    return this.#calls.post('/api/evolution/merge', input)
  }

  supersede(input: evolve.SupersedeInput): Promise<Receipt> {
    return this.#calls.post('/api/evolution/supersede', input)
  }

  archive(input: evolve.MoveInput): Promise<Receipt> {
    return this.#calls.post('/api/evolution/archive', input)
  }

  restore(input: evolve.MoveInput): Promise<Receipt> {
    return this.#calls.post('/api/evolution/restore', input)
  }

  freeze(input: evolve.MoveInput): Promise<Receipt> {
    return this.#calls.post('/api/evolution/freeze', input)
  }

  thaw(input: evolve.MoveInput): Promise<Receipt> {
    return this.#calls.post('/api/evolution/thaw', input)
  }

  consolidate({ scope, actor }: ScopeAndActor): Promise<evolve.Consolidated> {
    return this.#calls.post('/api/evolution/consolidate', { scope, actor })
  }

  budget({ scope, actor }: ScopeAndActor): Promise<evolve.Budgeted> {
    return this.#calls.post('/api/evolution/budget', { scope, actor })
  }

  run({ scope, actor }: ScopeAndActor): Promise<evolve.EvolutionReport> {
    return this.#calls.post('/api/evolution/run', { scope, actor })
  }

  life(id: CubeId): Promise<evolve.LifeStory> {
    return this.#calls.get(`/api/memories/${encodeURIComponent(id)}/life`)
  }
}
