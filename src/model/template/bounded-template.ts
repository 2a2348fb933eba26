/**
 * A Jinja program that cannot run away: bounded in source, steps and output.
 *
 * A template is code from a model file, so it is run with nothing but the values that it is handed: no files, no clock but the
 * date given, a `range` with an end. Every node that the interpreter looks at is a step. Whatever goes wrong inside, the template's own
 * `raise_exception` included, comes out as MODEL_TEMPLATE_FAILED with its words.
 */

import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja'
import { LociError } from '../../errors.ts'

export const TEMPLATE_UNITS_MAX = 1_000_000
export const TEMPLATE_STEPS_MAX = 1_000_000
export const TEMPLATE_OUTPUT_UNITS_MAX = 16_000_000
export const TEMPLATE_RANGE_MAX = 10_000

/** Words of an exception that are shown; a template may put a whole message into one. */
const SAID_UNITS_MAX = 500

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

interface TemplateValue {
  readonly value: unknown
}

/** What is used of the library; its own types are not found from modules in Node's form. */
interface TemplateInterpreter {
  evaluate(statement: unknown, environment: unknown): TemplateValue
  run(program: unknown): TemplateValue
}
type OpenInterpreter = new (environment: TemplateEnvironment) => TemplateInterpreter
interface TemplateEnvironment {
  set(name: string, value: unknown): void
}
const PlainInterpreter = Interpreter as unknown as OpenInterpreter
const PlainEnvironment = Environment as unknown as new () => TemplateEnvironment
const readTemplate: (source: string) => unknown = (source) =>
  parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }))

function failed(says: string, cause?: unknown): LociError {
  const said = says.slice(0, SAID_UNITS_MAX).toWellFormed()
  return new LociError('MODEL_TEMPLATE_FAILED', `the chat template failed: ${said}`, { cause })
}

class BoundedInterpreter extends PlainInterpreter {
  #stepCount = 0

  override evaluate(statement: unknown, environment: unknown): TemplateValue {
    this.#stepCount += 1
    if (this.#stepCount > TEMPLATE_STEPS_MAX) {
      throw failed(`it takes more than ${TEMPLATE_STEPS_MAX} steps`)
    }
    const result = super.evaluate(statement, environment)
    if (typeof result.value === 'string' && result.value.length > TEMPLATE_OUTPUT_UNITS_MAX) {
      throw failed(`it writes more than ${TEMPLATE_OUTPUT_UNITS_MAX} characters`)
    }
    return result
  }
}

function boundedRange(first: number, end?: number, step = 1): number[] {
  const [from, to] = end === undefined ? [0, first] : [first, end]
  const count = step === 0 ? Number.NaN : Math.max(0, Math.ceil((to - from) / step))
  if (!(count <= TEMPLATE_RANGE_MAX)) {
    throw failed(`range(${from}, ${to}, ${step}) has more than ${TEMPLATE_RANGE_MAX} numbers`)
  }
  return Array.from({ length: count }, (_, index) => from + index * step)
}

/** The directives that templates use, in English and in UTC, so that a prompt does not depend on the machine. */
export function strftime(nowMs: number, format: string): string {
  const date = new Date(nowMs)
  const two = (count: number): string => String(count).padStart(2, '0')
  const month = monthNames[date.getUTCMonth()]!
  const values: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    b: month.slice(0, 3),
    B: month,
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    '%': '%',
  }
  return format.replace(/%([YmdbBHMS%])/g, (_, name: string) => values[name]!)
}

function environmentOf(
  values: Readonly<Record<string, unknown>>,
  nowMs: number,
): TemplateEnvironment {
  const globals: Record<string, unknown> = {
    false: false,
    true: true,
    none: null,
    False: false,
    True: true,
    None: null,
    range: boundedRange,
    strftime_now: (format: string) => strftime(nowMs, format),
    raise_exception: (says: string) => {
      throw failed(String(says))
    },
    ...values,
  }
  const environment = new PlainEnvironment()
  for (const [name, value] of Object.entries(globals)) {
    if (value !== undefined) environment.set(name, value)
  }
  return environment
}

export class BoundedTemplate {
  readonly source: string
  readonly #program: unknown

  /** Throws MODEL_TEMPLATE_FAILED for a source that is too long or no template. */
  constructor(source: string) {
    if (source.length > TEMPLATE_UNITS_MAX) {
      throw failed(`it has ${source.length} characters; the limit is ${TEMPLATE_UNITS_MAX}`)
    }
    this.source = source
    try {
      this.#program = readTemplate(source)
    } catch (cause) {
      throw failed(cause instanceof Error ? cause.message : String(cause), cause)
    }
  }

  /** `nowMs` is what `strftime_now` tells. */
  run(values: Readonly<Record<string, unknown>>, nowMs: number): string {
    try {
      const result = new BoundedInterpreter(environmentOf(values, nowMs)).run(this.#program)
      return String(result.value)
    } catch (cause) {
      if (LociError.is(cause)) throw cause
      // The library throws plain errors, and a RangeError where a template nests too deeply.
      throw failed(cause instanceof Error ? cause.message : String(cause), cause)
    }
  }
}
