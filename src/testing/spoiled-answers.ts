/**
 * Ways in which JSON from a model goes wrong, as pure functions of the text and a generator.
 *
 * What is no JSON is left as it is, except by `breakJson`. Ids are recognised by how they look and by the name of the field that holds
 * them: a whole number or a short or long identifier under a key that speaks of ids, sources, links or targets.
 */

import type { Prng } from '../stdx/prng.ts'

type Visit = (value: unknown, key: string) => unknown

const idKey =
  /(?:^|_)ids?$|Ids?$|source|evidence|target|link|neighbou?r|successor|replace|memor|turn|^(?:from|to|of|index|number)$/i
const idText = /^(?:[A-Za-z]{0,3}\d{1,6}|[0-9a-f]{8}-[0-9a-f-]{20,})$/i
const HEX = '0123456789abcdef'
const FAR = 90_000

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    // No JSON, nothing to spoil: the answer stays as it is.
    return null
  }
}

function mapped(value: unknown, visit: Visit, key = ''): unknown {
  if (Array.isArray(value)) return value.map((inner) => mapped(inner, visit, key))
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => [name, mapped(inner, visit, name)])
    return Object.fromEntries(entries)
  }
  return visit(value, key)
}

function isId(value: unknown, key: string): boolean {
  if (!idKey.test(key)) return false
  return Number.isInteger(value) || (typeof value === 'string' && idText.test(value))
}

function invented(value: unknown, prng: Prng): unknown {
  if (typeof value === 'number') return FAR + prng.below(1_000)
  const text = String(value)
  if (text.length < 20) return text.replace(/\d+$/, String(FAR + prng.below(1_000)))
  return text.replace(/[0-9a-f]/gi, () => HEX[prng.below(16)]!)
}

/** Puts `other` in the place of ids: of each with probability one half, of the first always. */
function withIds(text: string, prng: Prng, other: (id: unknown) => unknown): string {
  const found = parsed(text)
  if (found === null) return text
  let isFirst = true
  const value = mapped(found.value, (inner, key) => {
    if (!isId(inner, key) || !(isFirst || prng.chance(0.5))) return inner
    isFirst = false
    return other(inner)
  })
  return JSON.stringify(value)
}

export function inventIds(text: string, prng: Prng): string {
  return withIds(text, prng, (id) => invented(id, prng))
}

export function foreignIds(text: string, foreign: readonly string[], prng: Prng): string {
  return withIds(text, prng, (id) =>
    typeof id === 'string' ? prng.pick(foreign) : invented(id, prng),
  )
}

/** One or more values of another type than they were. */
export function wrongTypes(text: string, prng: Prng): string {
  const found = parsed(text)
  if (found === null) return text
  const other = (): unknown => prng.pick([null, 7, true, '', [], {}, [[1]], { text: 5 }])
  const value = mapped(found.value, (inner) => (prng.chance(0.4) ? other() : inner))
  const isSame = JSON.stringify(value) === JSON.stringify(found.value)
  return JSON.stringify(isSame || prng.chance(0.2) ? other() : value)
}

/** JSON as models garble it: some of it can be mended, some cannot. */
export function breakJson(text: string, prng: Prng): string {
  const marks = [...text.matchAll(/[{}[\]":,]/g)].map(({ index }) => index)
  const place = marks.length === 0 ? 0 : prng.pick(marks)
  return prng.pick([
    () => text.replace(/([}\]])/g, ',$1'),
    () => text.replaceAll('"', "'"),
    () => text.replaceAll('true', 'True').replaceAll('null', 'None'),
    () => text.replace(/"(\w+)":/g, '$1:'),
    () => text.replaceAll(' ', '\n'),
    () => text.slice(0, place) + text.slice(place + 1),
    () => `${text.slice(0, place)}"${text.slice(place)}`,
    () => JSON.stringify(text),
    () => `{"answer": ${text}}`,
    () => text.replaceAll(':', ' ').replaceAll('"', ''),
  ])()
}
