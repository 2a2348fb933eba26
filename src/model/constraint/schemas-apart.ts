/**
 * Whether no value that we would write for one schema is a value of the other: what `oneOf` asks of its branches.
 *
 * Says yes only where it can be seen from the types, from constant values, from a property that tells the branches apart, or from one that is
 * required here and not written there. `oneOf` of branches that overlap is refused rather than read as `anyOf`.
 */

import type { FlatSchema } from './flat-schema.ts'
import { type SchemaNode, type TypeName, typeNames } from './schema-node.ts'

export type Flatten = (nodes: readonly SchemaNode[]) => readonly FlatSchema[]

/** Properties of properties are looked at, but not for ever. */
const DEPTH_MAX = 4

function sharedTypes(a: FlatSchema, b: FlatSchema): TypeName[] {
  const has = (types: ReadonlySet<TypeName>, type: TypeName): boolean =>
    types.has(type) || (type === 'integer' && types.has('number'))
  return typeNames.filter((type) => has(a.types, type) && has(b.types, type))
}

/** Values of `from` all have a property that `to` does not allow, or lack one that `to` requires. */
function neverFits(from: FlatSchema, to: FlatSchema): boolean {
  const lacks = [...to.required].some(
    (name) => !from.properties.has(name) && from.additional === null,
  )
  const hasTooMuch = to.isClosed && [...from.required].some((name) => !to.properties.has(name))
  return lacks || hasTooMuch
}

function areApart(a: FlatSchema, b: FlatSchema, flat: Flatten, depth: number): boolean {
  const shared = sharedTypes(a, b)
  if (shared.length === 0) return true
  if (a.values !== null && b.values !== null) {
    const texts = new Set(a.values.map((value) => JSON.stringify(value)))
    return !b.values.some((value) => texts.has(JSON.stringify(value)))
  }
  if (shared.some((type) => type !== 'object')) return false
  if (neverFits(a, b) && neverFits(b, a)) return true
  if (depth === DEPTH_MAX) return false
  return [...a.properties].some(([name, left]) => {
    const right = b.properties.get(name)
    const isNeeded = a.required.has(name) || b.required.has(name)
    return right !== undefined && isNeeded && schemasApart(left, right, flat, depth + 1)
  })
}

export function schemasApart(
  a: readonly SchemaNode[],
  b: readonly SchemaNode[],
  flat: Flatten,
  depth = 0,
): boolean {
  const right = flat(b)
  return flat(a).every((one) => right.every((other) => areApart(one, other, flat, depth)))
}
