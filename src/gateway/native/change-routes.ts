/** Native routes of change requests, for administrators. */

import { type Route, route } from '../route.ts'
import { changeAnswer, changeSchema, changesAnswer, rollBackSchema } from './governance-schemas.ts'

const access = 'administrator'
const errors = ['FORBIDDEN', 'MEMORY_NOT_FOUND', 'CHANGE_REFUSED', 'MEMORY_CHANGED'] as const

const list = route({
  method: 'GET',
  path: '/api/governance/changes',
  summary: 'Change requests, newest first.',
  access,
  errors: ['FORBIDDEN'],
  answer: changesAnswer,
  handle: async ({ memory }) => ({ changes: await memory.governance.changes() }),
})

const propose = route({
  method: 'POST',
  path: '/api/governance/changes',
  summary: 'Proposes a change of settings; admitted, it begins with a share of the owners.',
  access,
  errors: ['FORBIDDEN', 'CHANGE_REFUSED', 'SCOPE_INVALID', 'INPUT_UNKNOWN_KEY'],
  body: changeSchema,
  answer: changeAnswer,
  handle: ({ memory, body }) => memory.governance.proposeChange(body),
})

const get = route({
  method: 'GET',
  path: '/api/governance/changes/:id',
  summary: 'One change request with its counters.',
  access,
  errors: ['FORBIDDEN', 'MEMORY_NOT_FOUND'],
  answer: changeAnswer,
  handle: ({ memory, params }) => memory.governance.change(params.id!),
})

const advance = route({
  method: 'POST',
  path: '/api/governance/advance',
  summary: 'Looks at every canary: promotes it, rolls it back, or leaves it.',
  access,
  errors: ['FORBIDDEN', 'MEMORY_CHANGED'],
  answer: changesAnswer,
  handle: async ({ memory }) => ({ changes: await memory.governance.advance() }),
})

const promote = route({
  method: 'POST',
  path: '/api/governance/changes/:id/promote',
  summary: 'Makes a canary hold for all.',
  access,
  errors,
  answer: changeAnswer,
  handle: ({ memory, params }) => memory.governance.promote(params.id!),
})

const rollBack = route({
  method: 'POST',
  path: '/api/governance/changes/:id/roll-back',
  summary: 'Takes a change back.',
  access,
  errors,
  body: rollBackSchema,
  answer: changeAnswer,
  handle: ({ memory, params, body }) => memory.governance.rollBack(params.id!, body.reason),
})

export const changeRoutes: readonly Route[] = [list, propose, get, advance, promote, rollBack]
