/**
 * The OpenAPI 3.1 document, made from the routes themselves: the schemas that check a request are the ones that describe it.
 */

import { z } from 'zod'
import { type ErrorCode, errorTable } from '../errors.ts'
import { type Dialect, statusOf } from './error-answer.ts'
import { type Route, route } from './route.ts'

type JsonObject = Record<string, unknown>

/** What any route may answer, whatever it does. */
const everywhere: readonly ErrorCode[] = [
  'HOST_REFUSED',
  'ORIGIN_REFUSED',
  'SHUTTING_DOWN',
  'INTERNAL',
]
const withInput: readonly ErrorCode[] = [
  'INPUT_INVALID',
  'INPUT_UNKNOWN_KEY',
  'INPUT_MALFORMED_JSON',
  'INPUT_NOT_UTF8',
  'INPUT_TOO_LARGE',
]

const record = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.unknown()).optional(),
})
const errorSchemas = {
  native: z.object({ error: record }),
  mem0: z.object({ error: record, detail: z.string() }),
  openai: z.object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      code: z.string(),
      param: z.string().nullable(),
      hint: z.string(),
      retryable: z.boolean(),
    }),
  }),
  mcp: z.object({
    jsonrpc: z.literal('2.0'),
    error: z.object({ code: z.number(), message: z.string(), data: record }),
    id: z.null(),
  }),
} satisfies Record<Dialect, z.ZodType>

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

/** `/api/memories/:id` as `/api/memories/{id}`. */
function templated(path: string): string {
  return path.replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')
}

function parametersOf(one: Route): JsonObject[] {
  const inPath = [...one.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const { properties = {}, required = [] } = jsonSchema(one.query, 'input') as {
    properties?: JsonObject
    required?: string[]
  }
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
  return [...inPath, ...inQuery]
}

function errorsOf(one: Route): readonly ErrorCode[] {
  const codes = [...everywhere, ...one.errors]
  if (one.access !== 'open') codes.push('UNAUTHORIZED')
  if (one.access === 'administrator') codes.push('FORBIDDEN')
  if (!one.isAlwaysServed) codes.push('TOO_BUSY')
  if (one.body !== null || one.bodyKind === 'text') codes.push(...withInput)
  return [...new Set(codes)]
}

function errorAnswers(one: Route): JsonObject {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorsOf(one)) {
    const status = statusOf(code, one.dialect)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const answers: JsonObject = {}
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    answers[status] = {
      description: codes.map((code) => `${code}: ${errorTable[code].hint}`).join('\n'),
      content: {
        'application/json': { schema: { $ref: `#/components/schemas/error-${one.dialect}` } },
      },
    }
  }
  return answers
}

function operationOf(one: Route): JsonObject {
  const isText = one.bodyKind === 'text'
  const bodySchema = one.body === null ? { type: 'string' } : jsonSchema(one.body, 'input')
  const answerSchema = one.answer === null ? {} : jsonSchema(one.answer, 'output')
  return {
    summary: one.summary,
    tags: [one.dialect],
    security: one.access === 'open' ? [] : [{ key: [] }],
    parameters: parametersOf(one),
    ...(one.body === null && !isText
      ? {}
      : {
          requestBody: {
            required: one.bodyKind !== 'optional-json',
            content: { [isText ? 'text/plain' : 'application/json']: { schema: bodySchema } },
          },
        }),
    responses: {
      200: { description: 'Done.', content: { [one.answerType]: { schema: answerSchema } } },
      ...errorAnswers(one),
    },
  }
}

export function openApiDocument(routes: readonly Route[], version: string): JsonObject {
  const paths: Record<string, JsonObject> = {}
  for (const one of routes) {
    const path = templated(one.path)
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(one) }
  }
  const schemas = Object.entries(errorSchemas).map(([dialect, schema]) => [
    `error-${dialect}`,
    jsonSchema(schema, 'output'),
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'Loci',
      version,
      description: 'Memory for language models: native, mem0 and OpenAI surfaces.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  }
}

/** Lists itself as well. The document is made when it is first asked for. */
export function openApiRoute(others: readonly Route[], version: string): Route {
  let document: JsonObject | undefined
  const self: Route = route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document.',
    access: 'open',
    handle: async () => {
      document ??= openApiDocument([...others, self], version)
      return document
    },
  })
  return self
}
