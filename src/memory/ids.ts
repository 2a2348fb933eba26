/**
 * Ids: UUID version 7 (RFC 9562, 5.7), so that keys made together lie together in the indexes.
 *
 * The time in an id is a hint for humans, never a fact: order comes from log positions.
 */

import type { Host } from '../host/host.ts'

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function createId<Id extends string>(host: Pick<Host, 'clock' | 'random'>): Id {
  const bytes = host.random.bytes(16)
  const nowMs = Math.max(0, host.clock.nowMs())
  for (let index = 0; index < 6; index += 1) {
    bytes[index] = Math.floor(nowMs / 2 ** (8 * (5 - index))) & 0xff
  }
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  let text = ''
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += hex[bytes[index]!]
  }
  return text as Id
}
