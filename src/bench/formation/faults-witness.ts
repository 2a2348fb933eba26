/**
 * Stands between the pipelines and the faulty model and writes down what was asked and what came back, as a third party would.
 *
 * Its judgement of an answer owes nothing to the path that repairs and reads answers: a question *failed* when its last answer was an error or
 * holds no JSON at all; it is *doubtful* when that answer is not, as it stands, JSON of the form that was asked for. Windows are told by the
 * tokens in a prompt's turns, or are those of the question before: within a scope one window is formed after the other.
 */

import { LociError } from '../../errors.ts'
import type { JsonSchema, Model, ModelPart, ModelRequest } from '../../model/model.ts'
import { itemsIn, promptOf } from './faults-script.ts'
import { tokensIn, windowOf } from './faults-world.ts'

export interface WitnessedQuestion {
  readonly window: string
  /** Of the turns that were shown. */
  readonly tokens: readonly string[]
  verdict: 'sound' | 'doubtful' | 'failed'
  /** Whether the last answer has every token of the turns that were shown. */
  saysAll: boolean
}

interface Said {
  text: string
  error: boolean
}

type Json = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isOfType(type: unknown, value: unknown): boolean {
  if (Array.isArray(type)) return type.some((one) => isOfType(one, value))
  switch (type) {
    case 'object':
      return isRecord(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'null':
      return value === null
    default:
      return type === undefined || typeof value === type
  }
}

/** What schemas of questions are made of: types, fields, items, choices. */
export function fitsSchema(schema: JsonSchema, value: unknown): boolean {
  const { type, properties, required, items, anyOf, enum: words } = schema
  if (Array.isArray(anyOf)) return anyOf.some((one) => fitsSchema(one as JsonSchema, value))
  if (Array.isArray(words)) return words.includes(value)
  if (!isOfType(type, value)) return false
  if (Array.isArray(value) && isRecord(items)) return value.every((one) => fitsSchema(items, one))
  if (!isRecord(value) || !isRecord(properties)) return true
  const needed: readonly unknown[] = Array.isArray(required) ? required : []
  return Object.entries(properties).every(([name, of]) =>
    Object.hasOwn(value, name) ? fitsSchema(of as JsonSchema, value[name]) : !needed.includes(name),
  )
}

function verdictOf(
  { text, error }: Said,
  schema: JsonSchema | undefined,
): WitnessedQuestion['verdict'] {
  if (error || !/[{[]/.test(text)) return 'failed'
  try {
    return schema === undefined || fitsSchema(schema, JSON.parse(text)) ? 'sound' : 'doubtful'
  } catch {
    // No JSON as it stands; whether it could be mended is for the results to show.
    return 'doubtful'
  }
}

export class WitnessedModel implements Model {
  readonly name: string
  readonly contextTokensMax: number | null
  readonly #inner: Model
  #questions: WitnessedQuestion[] = []
  #window = ''

  constructor(inner: Model) {
    this.#inner = inner
    this.name = inner.name
    this.contextTokensMax = inner.contextTokensMax
  }

  /** What was asked since this was called last. */
  takeQuestions(): readonly WitnessedQuestion[] {
    const taken = this.#questions
    this.#questions = []
    return taken
  }

  async *complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    const question = this.#questionOf(request)
    const said: Said = { text: '', error: false }
    try {
      for await (const part of this.#inner.complete(request)) {
        if (part.kind === 'text') said.text += part.text
        yield part
      }
    } catch (error) {
      said.error = true
      throw LociError.from(error)
    } finally {
      const told = new Set(tokensIn(said.text))
      question.verdict = verdictOf(said, request.schema?.schema)
      question.saysAll = question.tokens.every((token) => told.has(token))
    }
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Asked again, it is the same question, and its last answer counts. */
  #questionOf(request: ModelRequest): WitnessedQuestion {
    const last = this.#questions.at(-1)
    if (request.messages.some(({ role }) => role === 'assistant') && last !== undefined) return last
    const isAgain = request.messages.filter(({ role }) => role === 'user').length > 1
    if (isAgain && last !== undefined) return last
    const shown = itemsIn(promptOf(request), 'turns')
    const tokens = shown.flatMap(({ text }) => tokensIn(String(text)))
    if (tokens.length > 0) this.#window = windowOf(tokens[0]!)
    const question: WitnessedQuestion = {
      window: this.#window,
      tokens,
      verdict: 'sound',
      saysAll: true,
    }
    this.#questions.push(question)
    return question
  }
}
