/**
 * Assertions for programmer errors. They stay on in production and are caught only at a boundary.
 *
 * User input must never reach one: validation turns it into a `LociError` first.
 */

export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure'
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message)
}

/** For the branch that types say cannot be reached. */
export function unreachable(value: never, message: string): never {
  throw new AssertionFailure(`${message}: ${String(value)}`)
}
