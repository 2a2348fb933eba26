/**
 * Whether a value fits a JSON Schema, by the letter of the specification: the judge of constrained decoding, written apart from it.
 *
 * Knows the assertions that constraints know, and nothing of grammars, order or spelling. References are looked up in `root`.
 */

type Schema = boolean | Readonly<Record<string, unknown>>

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

function isType(value: unknown, type: unknown): boolean {
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value)
  return typeOf(value) === type
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function within(count: number, least: unknown, most: unknown): boolean {
  return count >= ((least as number | undefined) ?? 0) && !(count > (most as number))
}

class Judge {
  readonly #root: Schema

  constructor(root: Schema) {
    this.#root = root
  }

  fits(value: unknown, schema: Schema): boolean {
    if (typeof schema === 'boolean') return schema
    const { type, nullable, $ref } = schema
    const types = type === undefined ? null : [type].flat()
    const isNull = value === null && nullable === true
    if (types !== null && !isNull && !types.some((one) => isType(value, one))) return false
    if (
      schema.enum !== undefined &&
      !(schema.enum as unknown[]).some((one) => isSame(one, value))
    ) {
      return false
    }
    if ('const' in schema && !isSame(schema.const, value)) return false
    if (typeof $ref === 'string' && !this.fits(value, this.#named($ref))) return false
    return this.#fitsBranches(value, schema) && this.#fitsKind(value, schema)
  }

  #named(reference: string): Schema {
    return reference
      .split('/')
      .slice(1)
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], this.#root) as Schema
  }

  #fitsBranches(value: unknown, schema: Readonly<Record<string, unknown>>): boolean {
    const count = (keyword: string): number =>
      (schema[keyword] as Schema[]).filter((branch) => this.fits(value, branch)).length
    if (schema.allOf !== undefined && count('allOf') < (schema.allOf as []).length) return false
    if (schema.anyOf !== undefined && count('anyOf') === 0) return false
    return schema.oneOf === undefined || count('oneOf') === 1
  }

  #fitsKind(value: unknown, schema: Readonly<Record<string, unknown>>): boolean {
    if (typeof value === 'string') {
      const isPattern =
        typeof schema.pattern !== 'string' || new RegExp(schema.pattern, 'u').test(value)
      return isPattern && within(Array.from(value).length, schema.minLength, schema.maxLength)
    }
    if (typeof value === 'number') {
      return (
        !(value < (schema.minimum as number)) &&
        !(value > (schema.maximum as number)) &&
        !(value <= (schema.exclusiveMinimum as number)) &&
        !(value >= (schema.exclusiveMaximum as number))
      )
    }
    if (Array.isArray(value)) return this.#fitsArray(value, schema)
    return typeof value !== 'object' || value === null || this.#fitsObject(value, schema)
  }

  #fitsArray(value: readonly unknown[], schema: Readonly<Record<string, unknown>>): boolean {
    const prefix = (schema.prefixItems as Schema[] | undefined) ?? []
    const items = (schema.items as Schema | undefined) ?? true
    return (
      within(value.length, schema.minItems, schema.maxItems) &&
      value.every((item, index) => this.fits(item, prefix[index] ?? items))
    )
  }

  #fitsObject(value: object, schema: Readonly<Record<string, unknown>>): boolean {
    const own = (schema.properties as Record<string, Schema> | undefined) ?? {}
    const others = (schema.additionalProperties as Schema | undefined) ?? true
    const required = (schema.required as string[] | undefined) ?? []
    const names = (schema.propertyNames as Schema | undefined) ?? true
    return (
      required.every((name) => Object.hasOwn(value, name)) &&
      Object.entries(value).every(
        ([name, item]) =>
          this.fits(name, names) && this.fits(item, Object.hasOwn(own, name) ? own[name]! : others),
      )
    )
  }
}

export function fitsSchema(value: unknown, schema: Schema): boolean {
  return new Judge(schema).fits(value, schema)
}
