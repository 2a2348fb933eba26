/**
 * Who may see and change a cube, by name: the second wall inside a scope, where several holders of keys share one.
 *
 * Names are those of API keys. Without a policy whoever may touch the scope may see and change; with one, owner and writers change, and
 * of a private cube only owner, readers and writers see anything. Whoever has no name (the process itself, an administrator's key)
 * is not held to policies: he keeps the store.
 */

import { LociError } from '../../errors.ts'
import type { AccessPolicy, Cube } from '../../store/cube.ts'
import { checkLabel, invalidInput } from '../check-input.ts'

/** Names in one list of a policy. */
export const POLICY_NAMES_MAX = 100

type Held = Pick<Cube, 'access'>

export function maySee({ access }: Held, holder: string | undefined): boolean {
  if (access === undefined || holder === undefined || access.visibility === 'scope') return true
  return (
    access.owner === holder || access.readers.includes(holder) || access.writers.includes(holder)
  )
}

export function mayWrite({ access }: Held, holder: string | undefined): boolean {
  if (access === undefined || holder === undefined) return true
  return access.owner === holder || access.writers.includes(holder)
}

function checkNames(value: unknown, field: string): string[] {
  if (!Array.isArray(value) || value.length > POLICY_NAMES_MAX) {
    throw invalidInput(field, `must be a list of at most ${POLICY_NAMES_MAX} names`)
  }
  return [...new Set(value.map((name, index) => checkName(name, `${field}[${index}]`)))]
}

function checkName(value: unknown, field: string): string {
  const name = checkLabel(value, field)
  if (name === null) throw invalidInput(field, 'is missing')
  return name
}

/** Throws INPUT_INVALID. */
export function checkPolicy(policy: AccessPolicy): AccessPolicy {
  if (typeof policy !== 'object' || policy === null)
    throw invalidInput('access', 'must be an object')
  const { owner, readers = [], writers = [], visibility = 'private' } = policy
  if (visibility !== 'private' && visibility !== 'scope') {
    throw invalidInput('access.visibility', 'must be private or scope')
  }
  return {
    owner: checkName(owner, 'access.owner'),
    readers: checkNames(readers, 'access.readers'),
    writers: checkNames(writers, 'access.writers'),
    visibility,
  }
}

/** Throws FORBIDDEN unless the holder may change the cube. Whether he may see it is asked before. */
export function checkMayWrite(cube: Cube, holder: string | undefined): void {
  if (mayWrite(cube, holder)) return
  throw new LociError('FORBIDDEN', `${cube.id} is changed by its owner and its writers only`, {
    details: { id: cube.id },
    hint: 'Ask its owner to be named among its writers.',
  })
}
