/**
 * The contract of `Model` as cases that any implementation can be run through.
 *
 * The runner brings a model that gives the answers it is told, and its own assertions; the cases bring what is asked. They say nothing about
 * what a model knows, nor about answers gone wrong: `faulty-model.ts` has those.
 */

import { z } from 'zod'
import { LociError } from '../errors.ts'
import { askJson } from '../model/ask-json.ts'
import { collectAnswer } from '../model/collect-answer.ts'
import type { Model, ModelPart, ModelRequest } from '../model/model.ts'
import { oddTexts } from './embedder-conformance.ts'
import type { ScriptedAnswer } from './scripted-model.ts'

/** What is answered to the request of which the last message is `ask`. */
export interface ModelExchange {
  readonly ask: string
  readonly answer: ScriptedAnswer
  /** What the request says beside its message; a recording must know it. */
  readonly more?: Omit<ModelRequest, 'messages' | 'signal'>
}

export interface ModelConformanceTools {
  /** A fresh model that gives these answers; closed by the runner. */
  open(exchanges: readonly ModelExchange[]): Promise<Model>
  /** Throws unless the values are deeply and strictly equal. */
  equal(actual: unknown, expected: unknown, message?: string): void
}

export interface ModelConformanceCase {
  readonly name: string
  run(tools: ModelConformanceTools): Promise<void>
}

export function requestFor({ ask, more }: Pick<ModelExchange, 'ask' | 'more'>): ModelRequest {
  return { messages: [{ role: 'user', content: ask }], ...more }
}

const hello: ModelExchange = { ask: 'hello', answer: `good day ${'and more '.repeat(40)}` }
const schema = z.object({ facts: z.array(z.string()) })
const call = { id: 'call-1', name: 'look', arguments: '{"at":"the sky 🌌"}' }

async function partsOf(model: Model, request: ModelRequest): Promise<ModelPart[]> {
  const parts: ModelPart[] = []
  for await (const part of model.complete(request)) parts.push(part)
  return parts
}

function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
}

async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'it answered',
    (error: unknown) => error,
  )
}

const answerCases: readonly ModelConformanceCase[] = [
  {
    name: 'a text comes in parts, then one usage, then the end',
    async run({ open, equal }) {
      const parts = await partsOf(await open([hello]), requestFor(hello))
      equal(textOf(parts), hello.answer)
      const kinds = parts.map((part) => part.kind).filter((kind) => kind !== 'text')
      equal(kinds, ['usage', 'end'])
      equal(parts.at(-1), { kind: 'end', reason: 'stop' })
    },
  },
  {
    name: 'usage is one call with whole counts and a cost that is known or null',
    async run({ open, equal }) {
      const { usage } = await collectAnswer(await open([hello]), requestFor(hello))
      equal(usage.callCount, 1)
      equal(Number.isInteger(usage.promptTokens) && usage.promptTokens > 0, true)
      equal(Number.isInteger(usage.completionTokens) && usage.completionTokens > 0, true)
      equal(usage.costMicros === null || usage.costMicros >= 0, true)
    },
  },
  {
    name: 'calls of tools come whole and end the answer',
    async run({ open, equal }) {
      const tool = { name: 'look', description: 'looks', parameters: { type: 'object' } }
      const exchange = { ask: 'look up', answer: { calls: [call] }, more: { tools: [tool] } }
      const parts = await partsOf(await open([exchange]), requestFor(exchange))
      equal(
        parts.filter((part) => part.kind === 'tool-call'),
        [{ kind: 'tool-call', call }],
      )
      equal(parts.at(-1), { kind: 'end', reason: 'tool-calls' })
    },
  },
  {
    name: 'JSON by a schema is answered as it was meant, whatever the script',
    async run({ open, equal }) {
      const facts = oddTexts.filter(([, text]) => text.length < 10_000 && text.isWellFormed())
      const value = { facts: facts.map(([, text]) => text) }
      const form = { name: 'facts', schema: z.toJSONSchema(schema) as Record<string, unknown> }
      delete form.schema.$schema
      delete form.schema.additionalProperties
      const more = { schema: form, sampling: { temperature: 0 } }
      const model = await open([{ ask: 'facts', answer: { json: value }, more }])
      const { messages } = requestFor({ ask: 'facts' })
      const answer = await askJson({ model, messages, schema, name: 'facts' })
      equal(answer.outcome === 'answered' ? [answer.value, answer.repairs] : answer, [value, []])
    },
  },
  {
    name: 'several calls at once each get their own answer',
    async run({ open, equal }) {
      const exchanges = ['a', 'b', 'c'].map((ask) => ({ ask, answer: `it is ${ask}` }))
      const model = await open(exchanges)
      const parts = await Promise.all(exchanges.map((one) => partsOf(model, requestFor(one))))
      equal(
        parts.map(textOf),
        exchanges.map(({ answer }) => answer),
      )
    },
  },
]

const failureCases: readonly ModelConformanceCase[] = [
  ...(
    ['MODEL_RATE_LIMITED', 'MODEL_REFUSED', 'MODEL_UNAVAILABLE', 'MODEL_CONTEXT_OVERFLOW'] as const
  ).map((code) => ({
    name: `a failure comes as ${code}, and the next call is answered`,
    async run({ open, equal }: ModelConformanceTools) {
      const failing = { ask: 'fail', answer: { error: new LociError(code, 'as it was told') } }
      const model = await open([failing, hello])
      const error = await outcomeOf(partsOf(model, requestFor(failing)))
      equal(LociError.is(error) ? error.code : error, code)
      equal(textOf(await partsOf(model, requestFor(hello))), hello.answer)
    },
  })),
  {
    name: 'a signal that has fired ends the call with its reason',
    async run({ open, equal }) {
      const reason = { why: 'nobody waits' }
      const signal = AbortSignal.abort(reason)
      const model = await open([hello])
      equal(await outcomeOf(partsOf(model, { ...requestFor(hello), signal })), reason)
      equal(textOf(await partsOf(model, requestFor(hello))), hello.answer)
    },
  },
  {
    name: 'whoever stops reading leaves a model that answers the next',
    async run({ open, equal }) {
      const model = await open([hello])
      for await (const part of model.complete(requestFor(hello))) {
        equal(part.kind, 'text')
        break
      }
      equal(textOf(await partsOf(model, requestFor(hello))), hello.answer)
    },
  },
  {
    name: 'closing twice is closing once, and a closed model is unavailable',
    async run({ open, equal }) {
      const model = await open([hello])
      await model.close()
      await model.close()
      const error = await outcomeOf(partsOf(model, requestFor(hello)))
      equal(LociError.is(error, 'MODEL_UNAVAILABLE'), true)
    },
  },
]

export const modelConformance: readonly ModelConformanceCase[] = [...answerCases, ...failureCases]
