/**
 * Roles: the words that both questions share must come in the same order. "dog bites man" is not "man bites dog".
 *
 * Refuses harmless inversions too ("weather in Rome", "Rome weather"): the order of arguments is the meaning too often to guess.
 */

import type { Guard } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

/** Shared content words in their order, each at its first place. */
function orderOf(facts: QuestionFacts, other: QuestionFacts): string[] {
  const shared = facts.content.filter((word) => other.content.includes(word))
  return [...new Set(shared)]
}

export const role: Guard = {
  name: 'role',
  refuse(stored, asked) {
    const before = orderOf(stored, asked)
    const now = orderOf(asked, stored)
    const at = before.findIndex((word, index) => word !== now[index])
    if (at < 0) return null
    return `stored "${before[at]}" before "${now[at]}", asked the other way round`
  },
}
