/** A bench option that is one of a few words; anything else is refused with them. */

import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'
import type { BenchContext } from './bench.ts'

/** The option's value, or the first of `values` when it was not given. Throws INPUT_INVALID. */
export function oneOf<Value extends string>(
  { options }: Pick<BenchContext, 'options'>,
  name: string,
  values: readonly [Value, ...Value[]],
): Value {
  const given = options[name] ?? values[0]
  const known = values.find((value) => value === given)
  if (known !== undefined) return known
  const close = nearest(given, values)
  throw new LociError('INPUT_INVALID', `--${name}: ${JSON.stringify(given)} is not known`, {
    hint: `Give one of ${values.join(', ')}${close === undefined ? '' : `; did you mean ${close}?`}`,
    details: { field: name },
  })
}
