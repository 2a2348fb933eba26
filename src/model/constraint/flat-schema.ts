/**
 * Several schemas that hold at once, as alternatives without references and combinations: what a rule can be made of.
 *
 * `$ref` and `allOf` add to what holds at once, `anyOf` and `oneOf` multiply the alternatives, bounded. A schema that is its own
 * alternative adds nothing. Invariant: a value of any alternative is a value of every schema; where a schema leaves properties open, we
 * close them (`additionalProperties` absent beside `properties`), so that an answer has an end.
 */

import type { CharPattern } from './char-pattern.ts'
import { parsePattern } from './parse-pattern.ts'
import {
  invalidSchema,
  refuseKeyword,
  type SchemaNode,
  type SchemaReading,
  type TypeName,
  typeNames,
  unsupportedSchema,
} from './schema-node.ts'

export const ALTERNATIVES_MAX = 256

export interface FlatSchema {
  readonly types: ReadonlySet<TypeName>
  /** Of `enum` and `const`; null: any. */
  readonly values: readonly unknown[] | null
  readonly properties: ReadonlyMap<string, readonly SchemaNode[]>
  readonly required: ReadonlySet<string>
  /** What other properties are; null: there are none. */
  readonly additional: readonly SchemaNode[] | null
  /** Whether a schema says itself that there are none. */
  readonly isClosed: boolean
  readonly names: readonly SchemaNode[]
  readonly prefix: readonly (readonly SchemaNode[])[]
  /** What items behind the prefix are; null: there are none. */
  readonly rest: readonly SchemaNode[] | null
  readonly itemsMin: number
  readonly itemsMax: number | null
  readonly lengthMin: number
  readonly lengthMax: number | null
  readonly patterns: readonly CharPattern[]
  readonly patternTexts: readonly string[]
  readonly min: number | null
  readonly max: number | null
  readonly isMinExcluded: boolean
  readonly isMaxExcluded: boolean
  /** Of the first schema, for messages. */
  readonly path: string
}

/** Finds what a schema refers to, and checks a schema's keywords the first time. */
export interface SchemaSource {
  readonly reading: SchemaReading
  /** The node's schema, checked. */
  check(node: SchemaNode): void
  resolve(node: SchemaNode, reference: string): SchemaNode
  idOf(node: SchemaNode): number
  /** Throws where a value could fit more than one of the branches. */
  demandApart(branches: readonly SchemaNode[], path: string): void
}

export function childNode({ path }: SchemaNode, keyword: string, schema: unknown): SchemaNode {
  return { schema: schema as SchemaNode['schema'], path: `${path}/${keyword}` }
}

interface Gathered {
  readonly leaves: readonly SchemaNode[]
  readonly seen: ReadonlySet<number>
}

function branchesOf(node: SchemaNode, keyword: 'anyOf' | 'oneOf' | 'allOf'): SchemaNode[] {
  const { schema } = node
  if (typeof schema === 'boolean') return []
  const branches = (schema[keyword] ?? []) as readonly unknown[]
  return branches.map((branch, index) => childNode(node, `${keyword}/${index}`, branch))
}

/** Where the walk is: schemas that are being added, so that one inside itself is seen. */
interface Walk {
  readonly source: SchemaSource
  readonly open: ReadonlySet<number>
}

/** Adds a schema and all that it brings to each way so far. A schema that needs itself first has no values. */
function gather(walk: Walk, node: SchemaNode, ways: readonly Gathered[]): Gathered[] {
  const { source } = walk
  source.check(node)
  const id = source.idOf(node)
  if (walk.open.has(id)) return []
  const inner = { source, open: new Set([...walk.open, id]) }
  const known = ways.filter(({ seen }) => seen.has(id))
  const fresh = ways.filter(({ seen }) => !seen.has(id))
  const added = fresh.map(({ leaves, seen }) => ({
    leaves: [...leaves, node],
    seen: new Set([...seen, id]),
  }))
  const all = [...known, ...(added.length === 0 ? [] : gatherParts(inner, node, added))]
  if (all.length <= ALTERNATIVES_MAX) return all
  throw unsupportedSchema('anyOf', node.path, `it has more than ${ALTERNATIVES_MAX} combinations`)
}

function gatherParts(walk: Walk, node: SchemaNode, ways: readonly Gathered[]): Gathered[] {
  if (typeof node.schema === 'boolean') return [...ways]
  const { $ref } = node.schema
  let grown = [...ways]
  if (typeof $ref === 'string') grown = gather(walk, walk.source.resolve(node, $ref), grown)
  for (const branch of branchesOf(node, 'allOf')) grown = gather(walk, branch, grown)
  const exclusive = branchesOf(node, 'oneOf')
  walk.source.demandApart(exclusive, `${node.path}/oneOf`)
  for (const branches of [branchesOf(node, 'anyOf'), exclusive]) {
    if (branches.length === 0) continue
    const before = grown
    grown = branches.flatMap((branch) => gather(walk, branch, before))
  }
  return grown
}

function typesOf({ schema }: SchemaNode): ReadonlySet<TypeName> {
  if (typeof schema === 'boolean') return new Set(schema ? typeNames : [])
  const { type, nullable } = schema
  const given = type === undefined ? impliedTypes(schema) : [type].flat()
  const types = new Set(given as TypeName[])
  if (nullable === true) types.add('null')
  return types
}

const implied: readonly (readonly [TypeName, readonly string[]])[] = [
  ['object', ['properties', 'required', 'additionalProperties', 'propertyNames']],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems']],
  ['string', ['pattern', 'minLength', 'maxLength']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']],
]

/** A schema without `type` that speaks of one kind of value means that kind. */
function impliedTypes(schema: Readonly<Record<string, unknown>>): readonly TypeName[] {
  const meant = implied.filter(([, keywords]) => keywords.some((keyword) => keyword in schema))
  return meant.length === 0 ? typeNames : meant.map(([type]) => type)
}

function bothTypes(a: ReadonlySet<TypeName>, b: ReadonlySet<TypeName>): Set<TypeName> {
  const has = (set: ReadonlySet<TypeName>, type: TypeName): boolean =>
    set.has(type) || (type === 'integer' && set.has('number'))
  const both = typeNames.filter((type) => has(a, type) && has(b, type))
  // A number that may be any number says more than a whole one.
  return new Set(both.filter((type) => type !== 'integer' || !both.includes('number')))
}

/** A flat schema in the making. */
type Draft = { -readonly [Key in keyof FlatSchema]: FlatSchema[Key] }

function startOf(path: string): Draft {
  return {
    types: new Set(typeNames),
    values: null,
    properties: new Map(),
    required: new Set(),
    additional: [],
    isClosed: false,
    names: [],
    prefix: [],
    rest: [],
    itemsMin: 0,
    itemsMax: null,
    lengthMin: 0,
    lengthMax: null,
    patterns: [],
    patternTexts: [],
    min: null,
    max: null,
    isMinExcluded: false,
    isMaxExcluded: false,
    path,
  }
}

type Keywords = Readonly<Record<string, unknown>>

function least(a: number | null, b: unknown): number | null {
  return typeof b !== 'number' ? a : a === null ? b : Math.min(a, b)
}

function addValues(draft: Draft, schema: Keywords): void {
  const lists = [schema.enum, 'const' in schema ? [schema.const] : undefined]
  for (const list of lists as (readonly unknown[] | undefined)[]) {
    if (list === undefined) continue
    const texts = new Set(list.map((value) => JSON.stringify(value)))
    const before = draft.values ?? list
    draft.values = before.filter((value) => texts.has(JSON.stringify(value)))
  }
}

function addObject(draft: Draft, node: SchemaNode, schema: Keywords): void {
  const own = (schema.properties ?? {}) as Keywords
  const additional = schema.additionalProperties
  const others =
    additional === undefined ? [] : [childNode(node, 'additionalProperties', additional)]
  const properties = new Map(draft.properties)
  for (const [name, nodes] of properties) {
    if (!Object.hasOwn(own, name)) properties.set(name, [...nodes, ...others])
  }
  for (const [name, value] of Object.entries(own)) {
    const before = properties.get(name) ?? draft.additional ?? [falseNode(draft.path)]
    const place = childNode(
      node,
      `properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      value,
    )
    properties.set(name, [...before, place])
  }
  draft.properties = properties
  draft.required = new Set([...draft.required, ...((schema.required ?? []) as string[])])
  if (additional === false) draft.isClosed = true
  draft.additional =
    draft.additional === null || additional === false ? null : [...draft.additional, ...others]
  if (schema.propertyNames !== undefined) {
    draft.names = [...draft.names, childNode(node, 'propertyNames', schema.propertyNames)]
  }
}

function falseNode(path: string): SchemaNode {
  return { schema: false, path }
}

function addArray(draft: Draft, node: SchemaNode, schema: Keywords): void {
  const list = Array.isArray(schema.items) ? schema.items : (schema.prefixItems ?? [])
  const prefix = (list as readonly unknown[]).map((item, index) =>
    childNode(node, `prefixItems/${index}`, item),
  )
  const items = Array.isArray(schema.items) ? undefined : schema.items
  const rest = items === undefined ? [] : [childNode(node, 'items', items)]
  const length = Math.max(prefix.length, draft.prefix.length)
  draft.prefix = Array.from({ length }, (_, index) => {
    const before = draft.prefix[index] ?? draft.rest ?? [falseNode(draft.path)]
    return [...before, ...(prefix[index] === undefined ? rest : [prefix[index]])]
  })
  const isClosed =
    draft.rest === null || items === false || (prefix.length > 0 && items === undefined)
  draft.rest = isClosed ? null : [...(draft.rest ?? []), ...rest]
  draft.itemsMin = Math.max(draft.itemsMin, (schema.minItems as number | undefined) ?? 0)
  draft.itemsMax = least(draft.itemsMax, schema.maxItems)
}

function addString(draft: Draft, node: SchemaNode, schema: Keywords, reading: SchemaReading): void {
  draft.lengthMin = Math.max(draft.lengthMin, (schema.minLength as number | undefined) ?? 0)
  draft.lengthMax = least(draft.lengthMax, schema.maxLength)
  const { pattern } = schema
  if (typeof pattern !== 'string' || draft.patternTexts.includes(pattern)) return
  const read = parsePattern(pattern)
  if (read.outcome !== 'read') {
    if (read.outcome === 'invalid') throw invalidSchema(`${node.path}/pattern`, read.says)
    refuseKeyword(reading, { keyword: 'pattern', path: node.path, says: read.says })
    return
  }
  draft.patterns = [...draft.patterns, read.pattern]
  draft.patternTexts = [...draft.patternTexts, pattern]
}

/** In draft 4, `exclusiveMinimum: true` belongs to `minimum`; that form is refused where it is read. */
function addNumber(draft: Draft, schema: Keywords): void {
  const raise = (value: unknown, isOut: boolean): void => {
    if (typeof value !== 'number' || (draft.min !== null && value < draft.min)) return
    draft.isMinExcluded = isOut || (value === draft.min && draft.isMinExcluded)
    draft.min = value
  }
  const lower = (value: unknown, isOut: boolean): void => {
    if (typeof value !== 'number' || (draft.max !== null && value > draft.max)) return
    draft.isMaxExcluded = isOut || (value === draft.max && draft.isMaxExcluded)
    draft.max = value
  }
  raise(schema.minimum, false)
  raise(schema.exclusiveMinimum, true)
  lower(schema.maximum, false)
  lower(schema.exclusiveMaximum, true)
}

/** Where properties are named and nothing is said of others, there are no others; `{type: object}` alone has any. */
function closeObject(draft: Draft, leaves: readonly SchemaNode[]): void {
  const asks = (keyword: string): boolean =>
    leaves.some(({ schema }) => typeof schema !== 'boolean' && keyword in schema)
  for (const name of draft.required) {
    if (draft.properties.has(name)) continue
    const nodes = draft.additional ?? [falseNode(draft.path)]
    ;(draft.properties as Map<string, readonly SchemaNode[]>).set(name, nodes)
  }
  if (asks('properties') && !asks('additionalProperties')) draft.additional = null
}

function flatOf(leaves: readonly SchemaNode[], reading: SchemaReading): FlatSchema {
  const draft = startOf(leaves[0]!.path)
  for (const node of leaves) {
    draft.types = bothTypes(draft.types, typesOf(node))
    const { schema } = node
    if (typeof schema === 'boolean') continue
    addValues(draft, schema)
    addObject(draft, node, schema)
    addArray(draft, node, schema)
    addString(draft, node, schema, reading)
    addNumber(draft, schema)
  }
  closeObject(draft, leaves)
  return draft
}

/** The alternatives of schemas that hold at once; none where nothing fits. */
export function flatten(source: SchemaSource, nodes: readonly SchemaNode[]): FlatSchema[] {
  let ways: Gathered[] = [{ leaves: [], seen: new Set() }]
  for (const node of nodes) ways = gather({ source, open: new Set() }, node, ways)
  return ways
    .filter(({ leaves }) => leaves.length > 0)
    .map(({ leaves }) => flatOf(leaves, source.reading))
}
