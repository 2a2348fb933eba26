/**
 * Foreign JSON, looked at without trust: each function gives what is there if it has the wanted type, else undefined.
 *
 * Importers read other programs' files, whose fields may be absent, null, renamed or of another type from one version to the
 * next; a wrong type is then the same as an absent field, and only what a record cannot do without is an error.
 */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

export function asList(value: unknown): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** Non-blank text. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** The first of the named fields that is present and not null. */
export function pick(object: JsonObject, names: readonly string[]): JsonValue | undefined {
  for (const name of names) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** The object without the named fields and without nulls: what a format does not know, kept as it came. */
export function rest(object: JsonObject, names: readonly string[]): JsonObject {
  const kept = Object.entries(object).filter(
    ([name, value]) => value !== null && !names.includes(name),
  )
  return Object.fromEntries(kept)
}
