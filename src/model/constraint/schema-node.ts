/**
 * A JSON Schema read and checked: which keywords it has, whether they are well-formed, and what each of them asks.
 *
 * What is no schema is INPUT_INVALID with the place; a keyword that decoding cannot be held to is ENGINE_SCHEMA_UNSUPPORTED with the
 * keyword and the place, or a note where the caller said so. Keywords that only describe are left out in silence; unknown ones, which
 * JSON Schema ignores, get a note.
 */

import { LociError } from '../../errors.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

/** One schema at its place: `#/properties/name`. */
export interface SchemaNode {
  readonly schema: JsonRecord | boolean
  readonly path: string
}

export const typeNames = [
  'object',
  'array',
  'string',
  'number',
  'integer',
  'boolean',
  'null',
] as const
export type TypeName = (typeof typeNames)[number]

const held: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'anyOf',
  'oneOf',
  'allOf',
  'nullable',
  '$ref',
])
/** They say something to a reader, or hold schemas that `$ref` names. */
const describing: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'id',
  '$comment',
  '$defs',
  '$vocabulary',
  'definitions',
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'discriminator',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
])
const refused: ReadonlySet<string> = new Set([
  'not',
  'if',
  'then',
  'else',
  'multipleOf',
  'uniqueItems',
  'contains',
  'minContains',
  'maxContains',
  'patternProperties',
  'minProperties',
  'maxProperties',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'unevaluatedItems',
  'unevaluatedProperties',
  'additionalItems',
  '$dynamicRef',
  '$dynamicAnchor',
  '$recursiveRef',
  '$recursiveAnchor',
  '$anchor',
])

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function invalidSchema(path: string, says: string): LociError {
  return new LociError('INPUT_INVALID', `the schema is not valid at ${path}: ${says}`, {
    details: { path },
  })
}

export function unsupportedSchema(keyword: string, path: string, says: string): LociError {
  return new LociError(
    'ENGINE_SCHEMA_UNSUPPORTED',
    `${keyword} at ${path} cannot be held to: ${says}`,
    { details: { keyword, path } },
  )
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isSchema(value: unknown): boolean {
  return typeof value === 'boolean' || isRecord(value)
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isTypeName = (value: unknown): boolean => typeNames.some((name) => name === value)
const isSchemaMap = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every(isSchema)
const isSchemaList = (value: unknown): boolean =>
  isList(value, isSchema) && (value as unknown[]).length > 0

type Form = readonly [isValid: (value: unknown) => boolean, says: string]
const count: Form = [isCount, 'a whole number from 0']
const bound: Form = [isNumber, 'a number']
const list: Form = [isSchemaList, 'a list of schemas']
const map: Form = [isSchemaMap, 'schemas by name']
const one: Form = [isSchema, 'a schema']

const forms: Readonly<Record<string, Form>> = {
  type: [
    (value) => isTypeName(value) || (isList(value, isTypeName) && (value as []).length > 0),
    `one or several of ${typeNames.join(', ')}`,
  ],
  enum: [(value) => Array.isArray(value) && value.length > 0, 'a list of values'],
  properties: map,
  $defs: map,
  definitions: map,
  required: [(value) => isList(value, isText), 'a list of names'],
  additionalProperties: one,
  propertyNames: one,
  // A list is how drafts before 2020-12 wrote prefixItems.
  items: [(value) => isSchema(value) || isList(value, isSchema), 'a schema, or a list of them'],
  prefixItems: list,
  anyOf: list,
  oneOf: list,
  allOf: list,
  minItems: count,
  maxItems: count,
  minLength: count,
  maxLength: count,
  minimum: bound,
  maximum: bound,
  exclusiveMinimum: bound,
  exclusiveMaximum: bound,
  pattern: [isText, 'a regular expression'],
  $ref: [isText, 'a reference'],
  nullable: [(value) => typeof value === 'boolean', 'true or false'],
}

/** Values of refused keywords that ask for nothing. */
function asksNothing(keyword: string, value: unknown): boolean {
  if (keyword === 'uniqueItems') return value === false
  if (keyword === 'minProperties') return value === 0
  if (keyword === 'multipleOf') return value === 1
  if (keyword.startsWith('unevaluated')) return value === true
  return isRecord(value) && Object.keys(value).length === 0 && keyword !== 'not'
}

export interface SchemaReading {
  /** Whether what cannot be held to is left out with a note instead of being refused. */
  readonly isLoose: boolean
  note(note: string): void
}

/** Refuses, or notes, a keyword that cannot be held to. */
export function refuseKeyword(
  reading: SchemaReading,
  { keyword, path, says }: { keyword: string; path: string; says: string },
): void {
  if (!reading.isLoose) throw unsupportedSchema(keyword, path, says)
  reading.note(`${keyword} at ${path} is not held to: ${says}`)
}

/** Checks one schema's own keywords. */
export function checkNode({ schema, path }: SchemaNode, reading: SchemaReading): void {
  if (typeof schema === 'boolean') return
  for (const [keyword, value] of Object.entries(schema)) {
    const form = forms[keyword]
    if (form !== undefined && !form[0](value)) {
      throw invalidSchema(`${path}/${keyword}`, `${keyword} must be ${form[1]}`)
    }
    if (held.has(keyword) || describing.has(keyword)) continue
    if (refused.has(keyword)) {
      if (asksNothing(keyword, value)) continue
      refuseKeyword(reading, { keyword, path, says: 'no such rule can be followed token by token' })
    } else if (keyword === 'format') {
      reading.note(`format at ${path} is not held to`)
    } else if (!keyword.startsWith('x-')) {
      reading.note(`${keyword} at ${path} is no keyword that is known here`)
    }
  }
}

/** The place that `#/a/b` or `#` names in the root schema. */
export function resolveReference(root: SchemaNode, reference: string, path: string): SchemaNode {
  if (reference !== '#' && !reference.startsWith('#/')) {
    throw unsupportedSchema('$ref', path, `${reference} is not in this schema`)
  }
  let at: unknown = root.schema
  const parts = reference === '#' ? [] : reference.slice(2).split('/')
  for (const part of parts) {
    const name = decodePointer(part)
    const isOwn = typeof at === 'object' && at !== null && Object.hasOwn(at, name)
    at = isOwn ? (at as Record<string, unknown>)[name] : undefined
  }
  if (isSchema(at)) return { schema: at as SchemaNode['schema'], path: reference }
  throw invalidSchema(path, `${reference} names nothing`)
}

function decodePointer(part: string): string {
  let plain = part
  try {
    plain = decodeURIComponent(part)
  } catch {
    // A percent sign that encodes nothing is itself.
  }
  return plain.replaceAll('~1', '/').replaceAll('~0', '~')
}
