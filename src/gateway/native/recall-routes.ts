/** Native routes that answer questions: recall, context and ask, each timed. */

import { answerFromMemory } from '../../memory/extractive-answer.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { type Route, route } from '../route.ts'
import { askAnswer, contextAnswer, recallAnswer } from './answer-schemas.ts'
import { askSchema, contextSchema, recallSchema } from './schemas.ts'

const errors = [
  'SCOPE_MISSING',
  'SCOPE_INVALID',
  'FORBIDDEN',
  'FILTER_INVALID',
  'TIME_INVALID',
] as const

export function nativeRecallRoutes({ timed }: GatewayParts): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/recall',
      summary: 'The memories that answer a question best, each with the reasons of its rank.',
      errors,
      body: recallSchema,
      answer: recallAnswer,
      handle: ({ memory, body }) => timed('recall', () => memory.recall(body)),
    }),
    route({
      method: 'POST',
      path: '/api/context',
      summary: 'Prompt-ready text for a question under a token budget.',
      errors,
      body: contextSchema,
      answer: contextAnswer,
      handle: ({ memory, body }) => timed('context', () => memory.context(body)),
    }),
    route({
      method: 'POST',
      path: '/api/ask',
      summary: 'An answer put together from memory, cited; or that memory does not know.',
      errors: errors.filter((code) => code !== 'FILTER_INVALID'),
      body: askSchema,
      answer: askAnswer,
      handle: ({ memory, body }) => timed('ask', () => answerFromMemory(memory, body)),
    }),
  ]
}
