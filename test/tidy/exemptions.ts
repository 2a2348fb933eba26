/** Files that a rule of style does not bind, each with its reason. The list may only shrink: an exemption that is not needed fails. */

import type { Exemption } from './rule.ts'

export const exemptions: readonly Exemption[] = []
