/** mem0's identities as a scope. They never come from metadata. */

import { LociError } from '../../errors.ts'
import { checkScope, type Scope } from '../../store/scope.ts'

export interface Identity {
  readonly user_id?: string | null | undefined
  readonly agent_id?: string | null | undefined
  readonly run_id?: string | null | undefined
  readonly app_id?: string | null | undefined
}

/** The names that are there; may be empty. */
export function namesOf({ user_id, agent_id, run_id }: Identity): Scope {
  return {
    ...(user_id ? { user: user_id } : {}),
    ...(agent_id ? { agent: agent_id } : {}),
    ...(run_id ? { run: run_id } : {}),
  }
}

/** Throws SCOPE_MISSING or SCOPE_INVALID. */
export function scopeOf(identity: Identity): Scope {
  const scope = namesOf(identity)
  if (Object.keys(scope).length > 0) return checkScope(scope)
  throw new LociError('SCOPE_MISSING', 'the request names no user_id, agent_id or run_id', {
    hint: 'Name at least one of user_id, agent_id, run_id; app_id alone does not say whose memory it is.',
  })
}

/** The same for calls that destroy: a star is not taken for a name there. */
export function exactScopeOf(identity: Identity): Scope {
  const scope = scopeOf(identity)
  if (Object.values(scope).includes('*')) {
    throw new LociError('SCOPE_INVALID', '"*" is not a name that can be deleted', {
      hint: 'Delete one name at a time, or everything with POST /reset.',
    })
  }
  return scope
}
