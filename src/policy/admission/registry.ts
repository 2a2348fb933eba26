/** All admission policies by name. */

import type { AdmissionPolicy } from './admission-policy.ts'
import { aggressive } from './aggressive.ts'
import { conservative } from './conservative.ts'

export const admissionPolicies = {
  aggressive,
  conservative,
} as const satisfies Record<string, AdmissionPolicy>

export type AdmissionPolicyName = keyof typeof admissionPolicies
