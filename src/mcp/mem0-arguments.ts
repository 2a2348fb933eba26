/**
 * Arguments of mem0's MCP tools that Loci has another place for, so that a call written for its server works here.
 *
 * There a filter may say whose memories are meant; here a scope does, so names that must hold (at the top of a filter or inside AND) are
 * read out of it. The filter itself is applied as well, so a name can only narrow. `app_id` is kept in the metadata.
 */

import { z } from 'zod'

/** What mem0 asks for and Loci needs not: taken, without effect. */
export const unusedArguments = {
  enable_graph: z.boolean().optional().describe('Has no effect: there is nothing to switch on.'),
}
export const appArgument = {
  app_id: z.string().min(1).optional().describe('Kept in the metadata as app_id.'),
}

interface Named {
  user_id?: string | undefined
  agent_id?: string | undefined
  run_id?: string | undefined
}

const keys = ['user_id', 'agent_id', 'run_id'] as const

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function nameIn(value: unknown): string | undefined {
  const name = isObject(value) ? value.eq : value
  return typeof name === 'string' && name !== '*' ? name : undefined
}

/** Whose memories a filter means, as far as it says one name for each; what the call names itself wins. */
export function namesOf(filters: unknown, named: Named): Named {
  if (!isObject(filters)) return named
  const all = filters.AND ?? filters.and ?? filters.$and
  const inner = Array.isArray(all) ? all.reduce<Named>((found, one) => namesOf(one, found), {}) : {}
  const found: Named = {}
  for (const key of keys) {
    const name = named[key] ?? nameIn(filters[key]) ?? inner[key]
    if (name !== undefined) found[key] = name
  }
  return found
}
