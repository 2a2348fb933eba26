/** LangGraph's filters over the value of an item: equality, or `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`, `$in`, `$nin`. */

import { LociError } from '../errors.ts'

type Test = (kept: unknown, asked: unknown) => boolean

const tests: Readonly<Record<string, Test>> = {
  $eq: (kept, asked) => kept === asked,
  $ne: (kept, asked) => kept !== asked,
  $gt: (kept, asked) => Number(kept) > Number(asked),
  $gte: (kept, asked) => Number(kept) >= Number(asked),
  $lt: (kept, asked) => Number(kept) < Number(asked),
  $lte: (kept, asked) => Number(kept) <= Number(asked),
  $in: (kept, asked) => Array.isArray(asked) && asked.includes(kept),
  $nin: (kept, asked) => !Array.isArray(asked) || !asked.includes(kept),
}

function holds(kept: unknown, condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return kept === condition
  const operators = Object.entries(condition)
  if (!operators.some(([operator]) => operator.startsWith('$'))) {
    return JSON.stringify(kept) === JSON.stringify(condition)
  }
  return operators.every(([operator, asked]) => {
    const test = tests[operator]
    if (test !== undefined) return test(kept, asked)
    throw new LociError('FILTER_INVALID', `unknown operator ${JSON.stringify(operator)}`, {
      hint: `Operators are ${Object.keys(tests).join(', ')}.`,
    })
  })
}

/** Every field of the filter must hold. Throws FILTER_INVALID. */
export function matchesLangGraphFilter(
  value: Readonly<Record<string, unknown>>,
  filter: Readonly<Record<string, unknown>> | undefined,
): boolean {
  return Object.entries(filter ?? {}).every(([field, condition]) => holds(value[field], condition))
}
