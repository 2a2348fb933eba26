/** Literals: code identifiers, quotations, addresses, operators and emoji must be the same, as written and in order. */

import { type Guard, reasonOf } from './guard.ts'

export const literal: Guard = {
  name: 'literal',
  refuse(stored, asked) {
    const isSame = stored.literals.join('\u0000') === asked.literals.join('\u0000')
    return isSame ? null : reasonOf(stored.literals, asked.literals)
  },
}
