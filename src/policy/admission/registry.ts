/** All admission policies by name. */

import type { AdmissionPolicy } from './admission-policy.ts'
import { aggressive } from './aggressive.ts'
import { conservative } from './conservative.ts'
import { memoryCentric } from './memory-centric.ts'
import { pastFuture } from './past-future.ts'
import { pastFutureProduction } from './past-future-production.ts'
import { whenItFits } from './when-it-fits.ts'

export const admissionPolicies = {
  aggressive,
  conservative,
  'past-future': pastFuture,
  'past-future-production': pastFutureProduction,
  'memory-centric': memoryCentric,
  'when-it-fits': whenItFits,
} as const satisfies Record<string, AdmissionPolicy>

export type AdmissionPolicyName = keyof typeof admissionPolicies
