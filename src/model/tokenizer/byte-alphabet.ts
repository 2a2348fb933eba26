/**
 * The 256 characters that stand for bytes in the text of byte-level BPE vocabularies.
 *
 * Printable bytes of Latin-1 are themselves; the other 68 are U+0100 and up, in order (a space is "Ġ", a line feed "Ċ").
 * Radford et al., "Language models are unsupervised multitask learners", 2019.
 */

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad)
}

function alphabet(): string[] {
  let other = 0x100
  return Array.from({ length: 256 }, (_, byte) => {
    if (isPrintable(byte)) return String.fromCharCode(byte)
    other += 1
    return String.fromCharCode(other - 1)
  })
}

/** (256): the character of each byte. */
export const byteCharacters: readonly string[] = alphabet()

const byteOf = new Map(byteCharacters.map((character, byte) => [character, byte]))

const encoder = new TextEncoder()

/** The bytes of a text in byte characters; a character that stands for no byte is its own UTF-8. */
export function bytesOfCharacters(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const byte = byteOf.get(character)
    if (byte === undefined) bytes.push(...encoder.encode(character))
    else bytes.push(byte)
  }
  return Uint8Array.from(bytes)
}

/** Bytes as byte characters. */
export function charactersOfBytes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byteCharacters[byte]
  return text
}
