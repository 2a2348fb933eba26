/**
 * LangGraph's long-term store on a Loci memory: the same calls, results and rules as its `BaseStore`.
 *
 * Beyond it: values survive the process, each key has a history and `undo`, search needs no embeddings and ranks by all that recall knows,
 * and items may expire. Structural: nothing of LangGraph is imported, so that it is no dependency. Source: @langchain/langgraph-checkpoint
 * 1.2, BaseStore. Departure: a search with a query ranks also where no index was configured, by the text of the whole value.
 */

import { LociError } from '../errors.ts'
import type { FoundItem, Item, ItemValue } from '../memory/items.ts'
import type { Memory } from '../memory/memory.ts'
import { textsAtPath } from './json-path-texts.ts'
import { matchesLangGraphFilter } from './langgraph-filter.ts'

type Scope = Parameters<Memory['list']>[0]['scope']
// biome-ignore lint/suspicious/noExplicitAny: LangGraph's own type of a value
type Value = Record<string, any>

export interface LangGraphItem {
  value: Value
  key: string
  namespace: string[]
  createdAt: Date
  updatedAt: Date
}

export interface LangGraphSearchItem extends LangGraphItem {
  score?: number
}

interface GetOperation {
  namespace: string[]
  key: string
}
interface SearchOperation {
  namespacePrefix: string[]
  filter?: Value
  limit?: number
  offset?: number
  query?: string
}
interface PutOperation {
  namespace: string[]
  key: string
  value: Value | null
  index?: false | string[]
}
interface MatchCondition {
  matchType: 'prefix' | 'suffix'
  path: string[]
}
interface ListNamespacesOperation {
  matchConditions?: MatchCondition[]
  maxDepth?: number
  limit: number
  offset: number
}
type Operation = GetOperation | SearchOperation | PutOperation | ListNamespacesOperation
type ResultOf<One> = One extends PutOperation
  ? // biome-ignore lint/suspicious/noConfusingVoidType: as LangGraph has it
    void
  : One extends SearchOperation
    ? LangGraphSearchItem[]
    : One extends GetOperation
      ? LangGraphItem | null
      : One extends ListNamespacesOperation
        ? string[][]
        : never
type Results<All extends readonly Operation[]> = { [Key in keyof All]: ResultOf<All[Key]> }

export interface LociStoreOptions {
  readonly memory: Memory
  /** Whose memory the items are. Default: the agent `langgraph`. */
  readonly scope?: Scope
  readonly index?: { readonly fields?: readonly string[] }
  readonly ttl?: {
    /** Minutes until an item that is not read or put again is gone. */
    readonly defaultMinutes: number
    /** Whether reading an item lets it live on. Default true. */
    readonly refreshesOnRead?: boolean
  }
}

const MINUTE_MS = 60_000
const wholeValue = ['$']

function invalidNamespace(message: string): LociError {
  return new LociError('INPUT_INVALID', message, {
    hint: 'Labels are non-empty texts without "." and ":"; the first is not "langgraph".',
  })
}

function checkNamespace(
  namespace: readonly string[],
  may: 'be-empty' | 'be-read' | 'be-put',
): void {
  if (namespace.length === 0 && may !== 'be-put') return
  if (namespace.length === 0) throw invalidNamespace('a namespace cannot be empty')
  for (const label of namespace) {
    if (typeof label !== 'string' || label === '' || /[.:\0]/.test(label)) {
      throw invalidNamespace(`the namespace label ${JSON.stringify(label)} is not allowed`)
    }
  }
  if (may === 'be-put' && namespace[0] === 'langgraph') {
    throw invalidNamespace('the first namespace label cannot be "langgraph"')
  }
}

function langGraphItem({ value, key, namespace, createdAtMs, updatedAtMs }: Item): LangGraphItem {
  return {
    value: value as Value,
    key,
    namespace: [...namespace],
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(updatedAtMs),
  }
}

function matches({ matchType, path }: MatchCondition, namespace: readonly string[]): boolean {
  if (path.length > namespace.length) return false
  const from = matchType === 'prefix' ? 0 : namespace.length - path.length
  return path.every((label, index) => label === '*' || label === namespace[from + index])
}

export class LociStore {
  readonly #memory: Memory
  readonly #scope: Scope
  readonly #fields: readonly string[]
  readonly #ttlMs: number | undefined
  readonly #refreshesOnRead: boolean

  constructor({ memory, scope = { agent: 'langgraph' }, index, ttl }: LociStoreOptions) {
    this.#memory = memory
    this.#scope = scope
    this.#fields = index?.fields ?? wholeValue
    this.#ttlMs = ttl === undefined ? undefined : ttl.defaultMinutes * MINUTE_MS
    this.#refreshesOnRead = ttl?.refreshesOnRead ?? true
  }

  /** Reads see what was there before; of several puts of one key the last counts. All or none is not promised, as in LangGraph. */
  async batch<Op extends Operation[]>(operations: Op): Promise<Results<Op>> {
    const results: unknown[] = []
    const puts = new Map<string, PutOperation>()
    for (const operation of operations) {
      if ('value' in operation) {
        checkNamespace(operation.namespace, 'be-read')
        puts.set(JSON.stringify([operation.namespace, operation.key]), operation)
        results.push(undefined)
      } else results.push(await this.#read(operation))
    }
    for (const put of puts.values()) await this.#put(put)
    return results as Results<Op>
  }

  async get(namespace: string[], key: string): Promise<LangGraphItem | null> {
    const [item] = await this.batch([{ namespace, key }])
    return item as LangGraphItem | null
  }

  async search(
    namespacePrefix: string[],
    options: Omit<SearchOperation, 'namespacePrefix'> = {},
  ): Promise<LangGraphSearchItem[]> {
    const [items] = await this.batch([{ limit: 10, offset: 0, ...options, namespacePrefix }])
    return items as LangGraphSearchItem[]
  }

  async put(
    namespace: string[],
    key: string,
    value: Value,
    index?: false | string[],
  ): Promise<void> {
    checkNamespace(namespace, 'be-put')
    await this.#put({ namespace, key, value, ...(index === undefined ? {} : { index }) })
  }

  async delete(namespace: string[], key: string): Promise<void> {
    await this.batch([{ namespace, key, value: null }])
  }

  async listNamespaces(
    options: {
      prefix?: string[]
      suffix?: string[]
      maxDepth?: number
      limit?: number
      offset?: number
    } = {},
  ): Promise<string[][]> {
    const { prefix, suffix, maxDepth, limit = 100, offset = 0 } = options
    const matchConditions: MatchCondition[] = [
      ...(prefix === undefined ? [] : [{ matchType: 'prefix' as const, path: prefix }]),
      ...(suffix === undefined ? [] : [{ matchType: 'suffix' as const, path: suffix }]),
    ]
    const depth = maxDepth === undefined ? {} : { maxDepth }
    return this.#namespaces({ matchConditions, ...depth, limit, offset })
  }

  /** LangGraph starts and stops stores that run tasks of their own; this one has none. */
  start(): void {}

  stop(): void {}

  async #read(
    operation: Exclude<Operation, PutOperation>,
  ): Promise<LangGraphItem | null | LangGraphSearchItem[] | string[][]> {
    if ('namespacePrefix' in operation) return this.#search(operation)
    if ('key' in operation) return this.#get(operation)
    return this.#namespaces(operation)
  }

  async #get({ namespace, key }: GetOperation): Promise<LangGraphItem | null> {
    checkNamespace(namespace, 'be-read')
    if (namespace.length === 0) return null
    const item = await this.#memory.items.get(this.#scope, namespace, key)
    if (item === null) return null
    await this.#refresh([item])
    return langGraphItem(item)
  }

  async #search(operation: SearchOperation): Promise<LangGraphSearchItem[]> {
    const { namespacePrefix, filter, query, limit = 10, offset = 0 } = operation
    checkNamespace(namespacePrefix, 'be-empty')
    const found = await this.#memory.items.search({
      scope: this.#scope,
      prefix: namespacePrefix,
      where: (item) => matchesLangGraphFilter(item.value, filter),
      query,
      limit,
      offset,
    })
    await this.#refresh(found)
    return found.map((item: FoundItem) => ({
      ...langGraphItem(item),
      ...(item.score === null ? {} : { score: item.score }),
    }))
  }

  async #put({ namespace, key, value, index }: PutOperation): Promise<void> {
    if (value === null) {
      if (namespace.length > 0) await this.#memory.items.remove(this.#scope, namespace, key)
      return
    }
    const paths = index === false ? [] : (index ?? this.#fields)
    await this.#memory.items.put({
      scope: this.#scope,
      namespace,
      key,
      value: value as ItemValue,
      texts: paths.flatMap((path) => textsAtPath(value, path)),
      ttlMs: this.#ttlMs,
    })
  }

  async #namespaces(operation: ListNamespacesOperation): Promise<string[][]> {
    const { matchConditions = [], maxDepth, limit, offset } = operation
    const found = new Map<string, string[]>()
    for (const namespace of await this.#memory.items.namespaces(this.#scope)) {
      if (!matchConditions.every((condition) => matches(condition, namespace))) continue
      const cut = namespace.slice(0, maxDepth)
      found.set(cut.join(':'), cut)
    }
    const sorted = [...found].sort(([a], [b]) => a.localeCompare(b))
    return sorted.slice(offset, offset + limit).map(([, namespace]) => namespace)
  }

  async #refresh(items: readonly Item[]): Promise<void> {
    if (this.#ttlMs === undefined || !this.#refreshesOnRead) return
    await this.#memory.items.extend(this.#scope, items, this.#ttlMs)
  }
}
