/**
 * One import from bytes to memories: cut into values, recognise the format, turn into records, write, report.
 *
 * Bounded memory: one value, one chunk of records and the values looked at to recognise the format are held, not the file.
 * A bad value costs that value: it is reported with its place and the rest goes in. The import can be stopped anywhere and run
 * again. It throws only when nothing can be done: an unknown format, a scope that nobody names, a store that fails.
 */

import { LociError } from '../../errors.ts'
import { importFormatNamed, importFormatNames, recogniseFormat } from './format-registry.ts'
import {
  type ImportFormat,
  type ImportRecord,
  type ImportScope,
  type ImportStep,
  refuse,
} from './import-format.ts'
import { type ImportReport, ImportTally } from './import-report.ts'
import { ImportWriter, type WriterMemory } from './import-writer.ts'
import { openJsonElements, type RawElement } from './json-elements.ts'
import { type ElementReading, parseElement } from './parse-element.ts'

/** Values looked at to recognise a format. */
const SAMPLE_VALUES_MAX = 20

export interface ImportInput {
  readonly memory: WriterMemory
  readonly source: string | Uint8Array | AsyncIterable<Uint8Array>
  /** A name of the registry, or `auto` (default): recognised by content. */
  readonly format?: string | undefined
  /** What it names wins over what the file says; what it leaves open the file may fill in. */
  readonly scope?: ImportScope | undefined
  /** For messages: a file's name. */
  readonly name?: string | undefined
  /** Called after each value, with the number of records done so far. */
  readonly onProgress?: ((recordCount: number) => void) | undefined
}

async function* chunksOf(source: ImportInput['source']): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string') yield new TextEncoder().encode(source)
  else if (source instanceof Uint8Array) yield source
  else yield* source
}

/** A source that stops being readable half-way (a gzip file cut off) is as good as one that ends there. */
class ReadableStart {
  broken: LociError | null = null

  async *of(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let hasRead = false
    try {
      for await (const chunk of chunks) {
        hasRead = true
        yield chunk
      }
    } catch (error) {
      if (!hasRead || !LociError.is(error, 'FILE_UNREADABLE')) throw error
      this.broken = error
    }
  }
}

/** Reads ahead until a format is recognised; what was read is handed on. */
async function openFormat(
  elements: AsyncIterator<RawElement>,
  { format = 'auto', name = 'the input' }: ImportInput,
): Promise<{ readonly format: ImportFormat; readonly ahead: readonly ElementReading[] }> {
  if (format !== 'auto') return { format: importFormatNamed(format), ahead: [] }
  const ahead: ElementReading[] = []
  while (ahead.length < SAMPLE_VALUES_MAX) {
    const next = await elements.next()
    if (next.done === true) break
    const reading = parseElement(next.value)
    ahead.push(reading)
    const found = reading.element === undefined ? [] : [reading.element.value]
    const recognised = recogniseFormat(found)
    if (recognised !== undefined) return { format: recognised, ahead }
  }
  const first = ahead.find((reading) => reading.refusal !== null)?.refusal
  const what = ahead.length === 0 ? 'is empty' : 'is of no format that Loci knows'
  throw new LociError('FORMAT_UNKNOWN', `${name} ${what}`, {
    hint: `Name the format with --format: ${importFormatNames.join(', ')}.`,
    details: first === undefined || first === null ? {} : { firstFault: first },
  })
}

async function* readings(
  ahead: readonly ElementReading[],
  elements: AsyncIterator<RawElement>,
): AsyncGenerator<ElementReading> {
  yield* ahead
  for (;;) {
    const next = await elements.next()
    if (next.done === true) return
    yield parseElement(next.value)
  }
}

function* stepsOf(format: ImportFormat, reading: ElementReading): Iterable<ImportStep> {
  const { element, refusal } = reading
  if (element !== undefined && (refusal === null || format.readsBrokenValues)) {
    yield* format.read(element)
  }
  if (refusal !== null) yield refusal
}

class ImportRun {
  readonly #writer: ImportWriter
  readonly #tally: ImportTally
  readonly #scope: ImportScope
  #hasBegun = false

  constructor(input: ImportInput, format: ImportFormat, tally: ImportTally) {
    this.#writer = new ImportWriter(input.memory, format.name, tally)
    this.#tally = tally
    this.#scope = input.scope ?? {}
  }

  async take(step: ImportStep): Promise<void> {
    if (step.type === 'refusal') {
      this.#tally.refused(step)
      return
    }
    const scope = { ...step.scope, ...this.#scope }
    const isNamed = Object.values(scope).some((name) => name !== undefined)
    if (isNamed) {
      this.#hasBegun = true
      await this.#writer.put(step, scope)
    } else this.#withoutScope(step)
  }

  /** Nothing is in yet: the caller forgot to say whose it is. Later it is the record that is odd. */
  #withoutScope(record: ImportRecord): void {
    const message = `${record.at} does not say whose memory it is`
    const hint = 'Name the scope: --user ada (or --agent, --run).'
    if (!this.#hasBegun) throw new LociError('SCOPE_MISSING', message, { hint })
    this.#tally.refused(refuse(record, 'SCOPE_MISSING', message, hint))
  }

  finish(): Promise<void> {
    return this.#writer.flush()
  }
}

/**
 * Imports `source`. Throws FORMAT_UNKNOWN, SCOPE_MISSING, or what the store throws; bad records are in the report.
 */
export async function importText(input: ImportInput): Promise<ImportReport> {
  const start = new ReadableStart()
  const { elements } = await openJsonElements(start.of(chunksOf(input.source)))
  const iterator = elements[Symbol.asyncIterator]()
  const { format, ahead } = await openFormat(iterator, input)
  const tally = new ImportTally()
  const run = new ImportRun(input, format, tally)
  let line = 1
  for await (const reading of readings(ahead, iterator)) {
    line = reading.element?.line ?? reading.refusal?.line ?? line
    for (const step of stepsOf(format, reading)) await run.take(step)
    input.onProgress?.(tally.doneCount)
  }
  await run.finish()
  if (start.broken !== null) {
    const { code, message, hint } = start.broken
    tally.refused(refuse({ at: 'the end of what could be read', line }, code, message, hint))
  }
  input.onProgress?.(tally.doneCount)
  return tally.report(format.name)
}
