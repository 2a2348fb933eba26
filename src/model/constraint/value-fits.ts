/** Whether a constant keeps to what else a schema says beside it; what cannot be looked at here (patterns, parts) does not count. */

import type { FlatSchema } from './flat-schema.ts'
import type { TypeName } from './schema-node.ts'

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value as TypeName
}

export function valueFits(value: unknown, flat: FlatSchema): boolean {
  const type = typeOf(value)
  if (!flat.types.has(type) && !(type === 'integer' && flat.types.has('number'))) return false
  if (typeof value === 'number') {
    const { min, max, isMinExcluded, isMaxExcluded } = flat
    const isAbove = min === null || (isMinExcluded ? value > min : value >= min)
    return isAbove && (max === null || (isMaxExcluded ? value < max : value <= max))
  }
  if (typeof value !== 'string') return true
  const length = Array.from(value).length
  const fitsPatterns = flat.patternTexts.every((text) => new RegExp(text, 'u').test(value))
  return fitsPatterns && length >= flat.lengthMin && length <= (flat.lengthMax ?? length)
}
