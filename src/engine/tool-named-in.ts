/**
 * Which of the offered tools a whole answer calls, for scheduling alone: the first name that stands in its text as a value of a call.
 *
 * Calls are read exactly where they are told to the caller (`answer-parts.ts`), which is after the engine has decided what to keep. Here a
 * wrong guess costs a duration in the wrong history; so a name counts when it stands in quotes or as `<function=NAME`.
 */

export function toolNamedIn(names: readonly string[]): (text: string) => string | null {
  return (text) => {
    let first: string | null = null
    let firstAt = Number.POSITIVE_INFINITY
    for (const name of names) {
      for (const written of [`"${name}"`, `=${name}>`]) {
        const at = text.indexOf(written)
        if (at === -1 || at >= firstAt) continue
        first = name
        firstAt = at
      }
    }
    return first
  }
}
