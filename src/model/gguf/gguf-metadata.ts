/**
 * The keys and values of a GGUF file behind typed getters.
 *
 * A getter answers with the type that its name says or throws MODEL_FILE_INVALID with the key: a file is somebody else's input
 * until here, and nothing after here checks again. `...Or` gives the fallback when the key is absent, never when it has another
 * type. Does not know what any key means.
 */

import { LociError } from '../../errors.ts'
import { type GgufArray, type GgufEntry, StringTable } from './gguf-value.ts'

const INTEGER_TYPES: ReadonlySet<string> = new Set([
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'u64',
  'i64',
])

export class GgufMetadata {
  readonly entries: ReadonlyMap<string, GgufEntry>

  constructor(entries: ReadonlyMap<string, GgufEntry>) {
    this.entries = entries
  }

  has(key: string): boolean {
    return this.entries.has(key)
  }

  keys(): string[] {
    return [...this.entries.keys()]
  }

  string(key: string): string {
    return this.#demand(key, this.stringOr(key, null))
  }

  stringOr<Fallback>(key: string, fallback: Fallback): string | Fallback {
    const entry = this.entries.get(key)
    if (entry === undefined) return fallback
    return typeof entry.value === 'string' ? entry.value : this.#refuse(key, 'a string')
  }

  boolean(key: string): boolean {
    return this.#demand(key, this.booleanOr(key, null))
  }

  booleanOr<Fallback>(key: string, fallback: Fallback): boolean | Fallback {
    const entry = this.entries.get(key)
    if (entry === undefined) return fallback
    return typeof entry.value === 'boolean' ? entry.value : this.#refuse(key, 'a boolean')
  }

  /** A whole number of any integer type that is exact in a double. */
  integer(key: string): number {
    return this.#demand(key, this.integerOr(key, null))
  }

  integerOr<Fallback>(key: string, fallback: Fallback): number | Fallback {
    const entry = this.entries.get(key)
    if (entry === undefined) return fallback
    if (!INTEGER_TYPES.has(entry.type)) return this.#refuse(key, 'a whole number')
    const value = Number(entry.value)
    return Number.isSafeInteger(value) ? value : this.#refuse(key, 'a whole number below 2^53')
  }

  /** A finite number of any number type. */
  number(key: string): number {
    return this.#demand(key, this.numberOr(key, null))
  }

  numberOr<Fallback>(key: string, fallback: Fallback): number | Fallback {
    const entry = this.entries.get(key)
    if (entry === undefined) return fallback
    if (entry.type !== 'f32' && entry.type !== 'f64') return this.integerOr(key, fallback)
    const value = entry.value as number
    return Number.isFinite(value) ? value : this.#refuse(key, 'a finite number')
  }

  /** The strings of an array as they lie in the file; `bytesAt` keeps what is not UTF-8. */
  strings(key: string): StringTable {
    return this.#demand(key, this.stringsOr(key, null))
  }

  stringsOr<Fallback>(key: string, fallback: Fallback): StringTable | Fallback {
    const array = this.#arrayOf(key)
    if (array === undefined) return fallback
    return array.items instanceof StringTable
      ? array.items
      : this.#refuse(key, 'an array of strings')
  }

  /** The numbers of an array; 64-bit integers become doubles and are refused where that is not exact. */
  numbers(key: string): ArrayLike<number> {
    return this.#demand(key, this.numbersOr(key, null))
  }

  numbersOr<Fallback>(key: string, fallback: Fallback): ArrayLike<number> | Fallback {
    const array = this.#arrayOf(key)
    if (array === undefined) return fallback
    const { items } = array
    if (!ArrayBuffer.isView(items)) return this.#refuse(key, 'an array of numbers')
    if (!(items instanceof BigInt64Array || items instanceof BigUint64Array)) return items
    const numbers = Float64Array.from(items, Number)
    return numbers.every(Number.isSafeInteger)
      ? numbers
      : this.#refuse(key, 'an array of whole numbers below 2^53')
  }

  #arrayOf(key: string): GgufArray | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    return entry.type === 'array' ? (entry.value as GgufArray) : this.#refuse(key, 'an array')
  }

  #demand<Value>(key: string, value: Value | null): Value {
    if (value !== null) return value
    throw new LociError('MODEL_FILE_INVALID', `the model file has no key ${key}`, {
      details: { key },
    })
  }

  #refuse(key: string, wanted: string): never {
    const { type, value } = this.entries.get(key)!
    const found = type === 'array' ? `array of ${(value as GgufArray).elementType}` : type
    throw new LociError('MODEL_FILE_INVALID', `${key} is of type ${found}, not ${wanted}`, {
      details: { key },
    })
  }
}
