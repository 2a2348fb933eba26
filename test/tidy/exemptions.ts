/** Files that a rule of style does not bind, each with its reason. The list may only shrink: an exemption that is not needed fails. */

import type { Exemption } from './rule.ts'

export const exemptions: readonly Exemption[] = [
  {
    rule: 'file-size',
    path: 'src/errors.ts',
    reason: 'one table of all codes, so that a code is looked up in one place',
  },
]
