/**
 * The four policies of an engine, found by the names in its settings or handed in.
 *
 * A policy that needs a fact which this engine does not have is refused before anything runs, rather than ranking by zeros.
 */

import { LociError } from '../errors.ts'
import type { AdmissionPolicy } from '../policy/admission/admission-policy.ts'
import { admissionPolicies } from '../policy/admission/registry.ts'
import type { EvictionPolicy } from '../policy/eviction/eviction-policy.ts'
import { evictionPolicies } from '../policy/eviction/registry.ts'
import type { OrderingPolicy } from '../policy/ordering/ordering-policy.ts'
import { orderingPolicies } from '../policy/ordering/registry.ts'
import { turnPolicies } from '../policy/retention/registry.ts'
import type { TurnPolicy } from '../policy/retention/turn-policy.ts'
import type { EngineSettings } from './engine-settings.ts'

export interface EnginePolicies {
  readonly admission: AdmissionPolicy
  readonly ordering: OrderingPolicy
  readonly eviction: EvictionPolicy
  readonly retention: TurnPolicy
}

export function findPolicies(
  settings: EngineSettings,
  given: Partial<EnginePolicies>,
  knowsFuture: boolean,
): EnginePolicies {
  const found = {
    admission: given.admission ?? named('admission', admissionPolicies, settings.admission),
    ordering: given.ordering ?? named('ordering', orderingPolicies, settings.ordering),
    eviction: given.eviction ?? named('eviction', evictionPolicies, settings.eviction),
    retention: given.retention ?? named('retention', turnPolicies, settings.retention),
  }
  if (!knowsFuture && found.eviction.needs.includes('nextUse')) {
    throw new LociError(
      'POLICY_FACT_UNAVAILABLE',
      `eviction policy ${found.eviction.name} needs nextUse, which only a replay of known traffic has`,
    )
  }
  return found
}

function named<Policy>(
  kind: string,
  registry: Readonly<Record<string, Policy>>,
  name: string,
): Policy {
  const policy = Object.hasOwn(registry, name) ? registry[name] : undefined
  if (policy !== undefined) return policy
  throw new LociError(
    'POLICY_UNKNOWN',
    `there is no ${kind} policy ${JSON.stringify(name)}; there are ${Object.keys(registry).join(', ')}`,
  )
}
