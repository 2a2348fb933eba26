/**
 * The erasable half of a log row: the event as JSON, and the key of its keyed hash.
 *
 * The log row keeps HMAC-SHA-256(key, JSON): while both are there it proves that the JSON is what was logged, and once key and
 * JSON are erased it says nothing, not even to somebody who guesses the content.
 * A raw turn and the cube that carries it say the same in most fields: what the episode shares with its cube is written once.
 */

import { LociError } from '../../errors.ts'
import { hmacSha256Hex } from '../../host/digest.ts'
import type { RandomSource } from '../../host/random.ts'
import type { CubeSnapshot } from '../cube.ts'
import type { Episode, LogEvent } from '../events.ts'
import { scopeKey } from '../scope.ts'

export const PAYLOAD_KEY_BYTES = 32

export interface SealedPayload {
  readonly key: Uint8Array
  readonly json: string
  /** Keyed hash of `json`, 64 hex digits. */
  readonly hash: string
}

export interface OpenedPayload {
  readonly event: LogEvent
  /** Digest of the request body, on the first event of a batch that came with an idempotency key. */
  readonly digest: string | null
}

const sharedFields = ['session', 'role', 'speaker', 'text', 'caption', 'saidAtMs'] as const

type FoldedEpisode = Partial<Episode> & Pick<Episode, 'id' | 'extra'>

function foldEpisode(episode: Episode, cube: CubeSnapshot): FoldedEpisode {
  const { id, extra } = episode
  const isSameScope =
    episode.scope === cube.scope || scopeKey(episode.scope) === scopeKey(cube.scope)
  const own = sharedFields.filter((field) => episode[field] !== cube[field])
  if (isSameScope && own.length === 0) return { id, extra }
  const parts = Object.fromEntries(own.map((field) => [field, episode[field]]))
  return { id, extra, ...(isSameScope ? {} : { scope: episode.scope }), ...parts }
}

type TurnRemembered = Extract<LogEvent, { kind: 'turn-remembered' }>

function foldTurn({ kind, episode, cube }: TurnRemembered): object {
  return { kind, episode: foldEpisode(episode, cube), cube }
}

function unfoldEpisode(folded: FoldedEpisode, cube: CubeSnapshot): Episode {
  const { scope, session, role, speaker, text, caption, saidAtMs } = cube
  return { scope, session, role, speaker, text, caption, saidAtMs, ...folded }
}

export function sealPayload(
  event: LogEvent,
  digest: string | undefined,
  random: RandomSource,
): SealedPayload {
  const kept = event.kind === 'turn-remembered' ? foldTurn(event) : event
  const json = JSON.stringify(digest === undefined ? kept : { ...kept, digest })
  const key = random.bytes(PAYLOAD_KEY_BYTES)
  return { key, json, hash: hmacSha256Hex(key, json) }
}

/** Throws STORE_CORRUPT when it is not what `sealPayload` writes. */
export function openPayload(json: string, seq: number): OpenedPayload {
  try {
    const { digest = null, ...event } = JSON.parse(json)
    if (event.kind === 'turn-remembered') event.episode = unfoldEpisode(event.episode, event.cube)
    return { event, digest }
  } catch (cause) {
    throw new LociError('STORE_CORRUPT', `the payload at position ${seq} cannot be read`, { cause })
  }
}
