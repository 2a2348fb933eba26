/**
 * From what a caller says to the events that record it: validation, defaults, one episode and one cube a turn.
 *
 * Decides nothing about meaning: a turn's first version is the turn, word for word. The whole call is one batch.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import type { Host } from '../host/host.ts'
import type { Actor, CubeId, CubeSnapshot, EpisodeId, Metadata } from '../store/cube.ts'
import type { LogEvent } from '../store/events.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import {
  checkActor,
  checkLabel,
  checkMetadata,
  checkRole,
  checkText,
  invalidInput,
} from './check-input.ts'
import { createId } from './ids.ts'
import { TURNS_PER_CALL_MAX } from './limits.ts'
import type { RememberInput, Turn } from './memory.ts'
import { parseTime } from './time.ts'

/** What holds for every turn of a call. */
interface CallDefaults {
  readonly scope: Scope
  readonly session: string | null
  readonly metadata: Metadata
  readonly expiresAtMs: number | null
  readonly actor: Actor
  readonly origin: string
  readonly saidAtMs: number
}

export interface PreparedRemember {
  readonly scope: Scope
  readonly events: readonly LogEvent[]
  readonly ids: readonly CubeId[]
  readonly idempotency: { readonly key: string; readonly digest: string } | null
}

const noEpisodes: readonly EpisodeId[] = []
const noParents: readonly CubeId[] = []

function checkDefaults(input: RememberInput, nowMs: number): CallDefaults {
  return {
    scope: checkScope(input.scope),
    session: checkLabel(input.session, 'session'),
    metadata: checkMetadata(input.metadata, 'metadata'),
    expiresAtMs: input.expiresAt === undefined ? null : parseTime(input.expiresAt, 'expiresAt'),
    actor: checkActor(input.actor),
    origin: checkLabel(input.origin, 'origin') ?? 'api',
    saidAtMs: input.at === undefined ? nowMs : parseTime(input.at, 'at'),
  }
}

function noteEvent(text: string, defaults: CallDefaults, id: CubeId): LogEvent {
  return {
    kind: 'cube-changed',
    change: 'add',
    cube: {
      ...firstVersion(defaults, id, noEpisodes),
      kind: 'note',
      text: checkSaid(text, null, 'turns'),
      metadata: defaults.metadata,
    },
  }
}

function checkSaid(text: unknown, caption: string | null, field: string): string {
  const said = checkText(text, field)
  if (said.trim() === '' && caption === null) throw invalidInput(field, 'is empty')
  return said
}

/** Version 1 with every default; turns and notes fill in what they know. */
function firstVersion(
  defaults: CallDefaults,
  id: CubeId,
  episodes: readonly EpisodeId[],
): Omit<CubeSnapshot, 'kind' | 'text' | 'metadata'> {
  return {
    id,
    level: 'plaintext',
    form: 'token',
    function: 'factual',
    scope: defaults.scope,
    version: 1,
    state: 'generated',
    caption: null,
    role: 'user',
    speaker: null,
    session: defaults.session,
    provenance: { episodes, parents: noParents, origin: defaults.origin },
    author: defaults.actor,
    isProtected: defaults.actor === 'user',
    saidAtMs: defaults.saidAtMs,
    expiresAtMs: defaults.expiresAtMs,
  }
}

function turnEvent(
  turn: Turn,
  index: number,
  defaults: CallDefaults,
  ids: [CubeId, EpisodeId],
): LogEvent {
  if (typeof turn !== 'object' || turn === null)
    throw invalidInput(`turns[${index}]`, 'must be an object')
  const field = (name: string): string => `turns[${index}].${name}`
  const [id, episodeId] = ids
  const caption = turn.caption === undefined ? null : checkText(turn.caption, field('caption'))
  const said = {
    role: checkRole(turn.role, field('role')),
    speaker: checkLabel(turn.speaker, field('speaker')),
    session: checkLabel(turn.session, field('session')) ?? defaults.session,
    text: checkSaid(turn.text, caption, field('text')),
    caption,
    saidAtMs: turn.at === undefined ? defaults.saidAtMs : parseTime(turn.at, field('at')),
  }
  const own = checkMetadata(turn.metadata, field('metadata'))
  return {
    kind: 'turn-remembered',
    episode: {
      id: episodeId,
      scope: defaults.scope,
      ...said,
      extra: checkMetadata(turn.extra, field('extra')),
    },
    cube: {
      ...firstVersion(defaults, id, [episodeId]),
      ...said,
      kind: 'turn',
      metadata: turn.metadata === undefined ? defaults.metadata : { ...defaults.metadata, ...own },
    },
  }
}

function prepareIdempotency(input: RememberInput): PreparedRemember['idempotency'] {
  const key = checkLabel(input.idempotencyKey, 'idempotencyKey')
  if (key === null) return null
  const { scope, turns, session, metadata, at, expiresAt } = input
  const content = [scope, turns, session, metadata, at, expiresAt]
  return { key, digest: sha256Hex(JSON.stringify(content)) }
}

/** Throws on the first field that is wrong; nothing is written by this. */
export function prepareRemember(
  host: Pick<Host, 'clock' | 'random'>,
  input: RememberInput,
): PreparedRemember {
  const defaults = checkDefaults(input, host.clock.nowMs())
  const idempotency = prepareIdempotency(input)
  const { scope } = defaults
  if (typeof input.turns === 'string') {
    const id = createId<CubeId>(host)
    return { scope, events: [noteEvent(input.turns, defaults, id)], ids: [id], idempotency }
  }
  if (!Array.isArray(input.turns)) throw invalidInput('turns', 'must be text or a list of turns')
  if (input.turns.length === 0) throw invalidInput('turns', 'is empty')
  if (input.turns.length > TURNS_PER_CALL_MAX) {
    throw new LociError(
      'INPUT_TOO_LARGE',
      `${input.turns.length} turns in one call; the limit is ${TURNS_PER_CALL_MAX}`,
    )
  }
  const ids: CubeId[] = []
  const events = (input.turns as readonly Turn[]).map((turn, index) => {
    const id = createId<CubeId>(host)
    ids.push(id)
    return turnEvent(turn, index, defaults, [id, createId<EpisodeId>(host)])
  })
  return { scope, events, ids, idempotency }
}
