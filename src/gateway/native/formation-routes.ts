/** Native routes of formation and settings. Each is one call of Memory; nothing is decided here. */

import { checkSettings } from '../../memory/scope-settings.ts'
import { parseScopeKey } from '../../store/scope.ts'
import { type Route, route } from '../route.ts'
import { receiptAnswer } from './answer-schemas.ts'
import {
  formAnswer,
  formationsAnswer,
  formationsQuery,
  formSchema,
  oneFormationAnswer,
  putSettingsSchema,
  retryAnswer,
  settingsAnswer,
  settingsQuery,
} from './formation-schemas.ts'
import { scopeOfQuery } from './schemas.ts'

const scopeErrors = ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'] as const
const writeErrors = ['STORE_BUSY', 'STORE_FULL', 'STORE_WRITE_FAILED'] as const

const list = route({
  method: 'GET',
  path: '/api/formations',
  summary: 'Windows of turns that wait, are being formed, failed or are done; newest first.',
  errors: scopeErrors,
  query: formationsQuery,
  answer: formationsAnswer,
  handle: async ({ memory: { formation }, query }) => {
    const { scope } = scopeOfQuery(query.scope)
    const { state, limit, cursor } = query
    return {
      ...(await formation.list({ scope, state, limit, cursor })),
      status: await formation.status(scope),
      pipelines: formation.pipelines(),
    }
  },
})

const get = route({
  method: 'GET',
  path: '/api/formations/:id',
  summary: 'One window of turns, with the answers that were kept of its failures.',
  errors: ['FORMATION_NOT_FOUND'],
  answer: oneFormationAnswer,
  handle: async ({ memory: { formation }, params }) => ({
    formation: await formation.get(params.id!),
    attempts: await formation.attempts(params.id!),
  }),
})

const form = route({
  method: 'POST',
  path: '/api/formations',
  summary:
    'Forms memories now, of turns that nothing was formed from yet or of those that are named.',
  errors: [...scopeErrors, 'MEMORY_NOT_FOUND', 'PIPELINE_UNKNOWN', ...writeErrors],
  body: formSchema,
  answer: formAnswer,
  handle: ({ memory, body, signal }) => memory.formation.form({ ...body, signal }),
})

const retry = route({
  method: 'POST',
  path: '/api/formations/:id/retry',
  summary: 'Makes a window that failed or waits due at once.',
  errors: ['FORMATION_NOT_FOUND', ...writeErrors],
  answer: retryAnswer,
  handle: ({ memory, params }) => memory.formation.retry({ id: params.id! }),
})

const getSettings = route({
  method: 'GET',
  path: '/api/settings',
  summary: 'How a scope is run: what holds for it, and what of that is its own.',
  errors: scopeErrors,
  query: settingsQuery,
  answer: settingsAnswer,
  handle: async ({ memory, query }) => {
    const scope = parseScopeKey(query.scope)
    const settings = await memory.settings.get(scope)
    return { scope, settings, own: await memory.settings.own(scope) }
  },
})

const putSettings = route({
  method: 'PUT',
  path: '/api/settings',
  summary: 'Sets some settings of a scope and leaves the rest.',
  errors: [...scopeErrors, 'PIPELINE_UNKNOWN', 'MEMORY_CHANGED', ...writeErrors],
  body: putSettingsSchema,
  answer: receiptAnswer.extend({ id: receiptAnswer.shape.batch }),
  handle: ({ memory, body: { scope, settings, unset = [], actor } }) => {
    const taken = Object.fromEntries(unset.map((key) => [key, undefined]))
    checkSettings(taken)
    return memory.settings.put(scope, { ...settings, ...taken }, actor)
  },
})

export const formationRoutes: readonly Route[] = [list, get, form, retry, getSettings, putSettings]
