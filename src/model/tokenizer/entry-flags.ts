/** What kind of entry a vocabulary's entry is, as bits, so that one entry can be both; made from the type numbers of GGUF. */

export const NORMAL = 1
export const UNKNOWN = 2
/** Steers the model and is no text: start, end, roles. */
export const CONTROL = 4
/** Added to a vocabulary by a person: found in any text before everything else. */
export const USER_DEFINED = 8
export const UNUSED = 16
/** `<0x0A>`: one byte of a character that has no entry. */
export const BYTE = 32
/** White space before, or after, belongs to the token and vanishes with it. */
export const STRIPS_LEFT = 64
export const STRIPS_RIGHT = 128

/** By the type number in the file: undefined, normal, unknown, control, user-defined, unused, byte. */
const byType: readonly number[] = [UNUSED, NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE]

export function flagsOfType(type: number): number | undefined {
  return byType[type]
}
