/**
 * The care of the cache: taking answers out, saying that one was wrong, and seeing what it does.
 *
 * A bound key takes out answers of its own only. Figures and near-misses are of all keys and hold what people asked, so they are for
 * keys that may touch every scope.
 */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import type { CacheEntryId } from '../../cache/cache-entry.ts'
import { cacheReport } from '../../cache/cache-report.ts'
import type { Selector } from '../../cache/invalidate-answers.ts'
import { LociError } from '../../errors.ts'
import { parseTime } from '../../memory/time.ts'
import { type Caller, checkAdministrator, checkMayTouch, isAdministrator } from '../access.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { tenantOf } from '../openai/chat-identity.ts'
import { type Route, route } from '../route.ts'
import { cacheOf } from './cache-routes.ts'
import {
  breakEvenAnswer,
  cacheStatsAnswer,
  deletedAnswer,
  deleteSchema,
  feedbackAnswer,
  feedbackSchema,
  nearMissesAnswer,
} from './cache-schemas.ts'

export function cacheCareRoutes(parts: GatewayParts): readonly Route[] {
  return [deleteRoute(parts), deleteOneRoute(parts), feedbackRoute(parts), ...figureRoutes(parts)]
}

/** A bound key is held to the answers of its own. */
function heldTo(caller: Caller, selector: Selector): Selector {
  return isAdministrator(caller) ? selector : { ...selector, tenant: tenantOf(caller) }
}

function actorOf({ keyId }: Caller): string {
  return keyId ?? 'open'
}

function deleteRoute(parts: GatewayParts): Route {
  return route({
    method: 'DELETE',
    path: '/api/cache/entries',
    summary: 'Takes out the answers that the body selects, or with dryRun says which they are.',
    errors: ['NOT_FOUND', 'SCOPE_INVALID', 'FORBIDDEN', 'TIME_INVALID'],
    body: deleteSchema,
    answer: deletedAnswer,
    handle: async ({ body: { dryRun, before, after, scope, ...plain }, caller }) => {
      if (plain.tenant !== undefined) checkAdministrator(caller, 'naming a tenant')
      const selector = {
        ...plain,
        ...(scope === undefined ? {} : { scope: checkMayTouch(caller, scope) }),
        ...(before === undefined ? {} : { storedBeforeMs: parseTime(before, 'before') }),
        ...(after === undefined ? {} : { storedAfterMs: parseTime(after, 'after') }),
      } as Selector
      demandSelection(selector)
      return cacheOf(parts).invalidate(heldTo(caller, selector), {
        isDryRun: dryRun === true,
        actor: actorOf(caller),
      })
    },
  })
}

/** Here, because holding a key to its own answers is a selection too. */
function demandSelection({ all, ...narrow }: Selector): void {
  if (all === true || Object.keys(narrow).length > 0) return
  throw new LociError('INPUT_INVALID', 'the selector names nothing', {
    hint: 'Give a selector, or all: true to empty the cache.',
  })
}

function missing(id: string): LociError {
  return new LociError('NOT_FOUND', `there is no cached answer ${id}`, {
    hint: 'It expired, was taken out, or is not of this key.',
    details: { id },
  })
}

function deleteOneRoute(parts: GatewayParts): Route {
  return route({
    method: 'DELETE',
    path: '/api/cache/entries/:id',
    summary: 'Takes one answer out.',
    errors: ['NOT_FOUND'],
    answer: deletedAnswer,
    handle: async ({ params, caller }) => {
      const id = params.id as CacheEntryId
      const selector = heldTo(caller, { id })
      const taken = await cacheOf(parts).invalidate(selector, { actor: actorOf(caller) })
      if (taken.count === 0) throw missing(id)
      return taken
    },
  })
}

function feedbackRoute(parts: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/api/cache/entries/:id/feedback',
    summary: 'Says whether a served answer was right; a wrong one goes, and its category learns.',
    errors: ['NOT_FOUND'],
    body: feedbackSchema,
    answer: feedbackAnswer,
    handle: async ({ params, caller, body: { isRight } }) => {
      const cache = cacheOf(parts)
      const id = params.id as CacheEntryId
      if (!(await isOwn(cache, caller, id))) throw missing(id)
      if (!(await cache.feedback(id, isRight))) throw missing(id)
      return { id, isRight }
    },
  })
}

async function isOwn(cache: AnswerCache, caller: Caller, id: CacheEntryId): Promise<boolean> {
  const { count } = await cache.invalidate(heldTo(caller, { id }), { isDryRun: true })
  return count > 0
}

function figureRoutes(parts: GatewayParts): readonly Route[] {
  const access = 'administrator'
  const errors = ['NOT_FOUND', 'FORBIDDEN'] as const
  return [
    route({
      method: 'GET',
      path: '/api/cache/stats',
      summary: 'What the cache did since the gateway started, by category.',
      access,
      errors,
      answer: cacheStatsAnswer,
      handle: async () => ({ ...cacheReport(cacheOf(parts)), load: parts.load.value }),
    }),
    route({
      method: 'GET',
      path: '/api/cache/breakeven',
      summary: 'By category: the hit rate above which searching pays, and the hit rate there is.',
      access,
      errors,
      answer: breakEvenAnswer,
      handle: async () => ({ rows: cacheOf(parts).breakEven() }),
    }),
    route({
      method: 'GET',
      path: '/api/cache/near-misses',
      summary: 'What was near and not served, with the objection of the gate, newest first.',
      access,
      errors,
      answer: nearMissesAnswer,
      handle: async () => ({ nearMisses: cacheOf(parts).figures.nearMisses.toReversed() }),
    }),
  ]
}
