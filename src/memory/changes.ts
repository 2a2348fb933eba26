/**
 * Changes to what is already remembered, as events: update, forget, undo. Pure: cubes in, events out.
 *
 * Invariant: a change never overwrites; it appends the next version. Undo restores the content of the version before the batch
 * as a new version, so that history shows both and the undo itself can be undone.
 */

import { LociError } from '../errors.ts'
import type { Actor, BatchId, Cube, CubeId, CubeSnapshot } from '../store/cube.ts'
import type { CubeChange, LogEvent } from '../store/events.ts'
import type { CubeVersion, LogEntry } from '../store/store.ts'
import { checkBlockText } from './block-rules.ts'
import { checkMetadata, checkText, invalidInput } from './check-input.ts'
import { checkFileText } from './file-paths.ts'
import { checkMayChange, isLive } from './lifecycle.ts'
import type { UpdateInput } from './memory.ts'
import { parseTime } from './time.ts'

/** The snapshot inside a cube, without what the log adds to it. */
export function snapshotOf(cube: Cube): CubeSnapshot {
  const { createdAtMs, updatedAtMs, createdSeq, seq, recallCount, lastRecalledAtMs, ...snapshot } =
    cube
  return snapshot
}

function nextVersion(cube: Cube, change: CubeChange, parts: Partial<CubeSnapshot>): LogEvent {
  const version = cube.version + 1
  return { kind: 'cube-changed', change, cube: { ...snapshotOf(cube), ...parts, version } }
}

/** Throws MEMORY_NOT_FOUND for the trash, MEMORY_PROTECTED, MEMORY_CHANGED (`ifVersion`), INPUT_INVALID. */
export function updateEvent(cube: Cube, input: UpdateInput, actor: Actor): LogEvent {
  if (!isLive(cube)) {
    throw new LociError('MEMORY_NOT_FOUND', `${cube.id} is ${cube.state}`, {
      hint: 'Undo the batch that forgot it, then update it.',
      details: { id: cube.id, state: cube.state },
    })
  }
  if (input.ifVersion !== undefined && input.ifVersion !== cube.version) {
    throw new LociError(
      'MEMORY_CHANGED',
      `${cube.id} has version ${cube.version}, not ${input.ifVersion}`,
      { details: { id: cube.id, version: cube.version } },
    )
  }
  checkMayChange(cube, actor, 'update')
  if (input.text === undefined && input.metadata === undefined && input.expiresAt === undefined) {
    throw invalidInput('update', 'names nothing to change (text, metadata or expiresAt)')
  }
  const text = input.text === undefined ? cube.text : checkText(input.text, 'text')
  if (text.trim() === '') throw invalidInput('text', 'is empty; use forget to remove a memory')
  checkKindRules(cube, input, text)
  return nextVersion(cube, 'update', {
    text,
    metadata:
      input.metadata === undefined ? cube.metadata : checkMetadata(input.metadata, 'metadata'),
    expiresAtMs: newExpiry(cube, input),
    author: actor,
    isProtected: cube.isProtected || actor === 'user',
  })
}

/** What the surface of a named kind holds its content to holds for this way in as well. */
function checkKindRules(cube: Cube, { metadata }: UpdateInput, text: string): void {
  if (cube.kind === 'block') {
    if (metadata !== undefined) {
      throw invalidInput(
        'metadata',
        'of a block are its settings: change them by putting the block',
      )
    }
    checkBlockText(cube, text)
  }
  if (cube.kind === 'file') checkFileText(cube.name ?? '', text)
}

function newExpiry(cube: Cube, input: UpdateInput): number | null {
  if (input.expiresAt === undefined) return cube.expiresAtMs
  return input.expiresAt === null ? null : parseTime(input.expiresAt, 'expiresAt')
}

export function forgetEvent(cube: Cube, actor: Actor): LogEvent {
  checkMayChange(cube, actor, 'forget')
  return nextVersion(cube, 'forget', { state: 'forgotten' })
}

/** First and last version that a batch wrote of each cube; purged payloads count by their entries. */
export interface BatchSpan {
  readonly id: CubeId
  readonly firstVersion: number
  readonly lastVersion: number
}

/** Throws BATCH_NOT_FOUND or UNDO_IMPOSSIBLE; cubes whose content was purged since are left out. */
export function spansOfBatch(batch: BatchId, entries: readonly LogEntry[]): BatchSpan[] {
  if (entries.length === 0) {
    throw new LociError('BATCH_NOT_FOUND', `there is no batch ${batch}`, { details: { batch } })
  }
  if (entries.some(({ kind }) => kind === 'cube-purged' || kind === 'graph-purged')) {
    throw new LociError('UNDO_IMPOSSIBLE', `batch ${batch} is a purge`, { details: { batch } })
  }
  const spans = new Map<CubeId, BatchSpan>()
  for (const { event } of entries) {
    if (event === null || !('cube' in event)) continue
    const { id, version } = event.cube
    const firstVersion = spans.get(id)?.firstVersion ?? version
    spans.set(id, { id, firstVersion, lastVersion: version })
  }
  return [...spans.values()]
}

/**
 * The version that the current one stands for: an undo puts an earlier one back, so what lies between the two is taken back and
 * stands in nobody's way. Versions 1 (a), 2 (b), 3 (c), 4 (undo of 3): the current one stands for 2.
 */
function standsFor(versions: readonly CubeVersion[]): number {
  let at = versions.length - 1
  while (versions[at]!.undoes !== undefined) {
    const { undoes } = versions[at]!
    const first = versions.findIndex(({ batch }) => batch === undoes)
    // Nothing was before it: the undo of an addition stands for itself.
    if (first < 1) break
    at = first - 1
  }
  return versions[at]!.cube.version
}

/**
 * Takes one cube back to before the batch. `versions` is its whole chain.
 * Throws UNDO_CONFLICT when something changed it after the batch that was not taken back since.
 */
export function undoEvent(
  span: BatchSpan,
  versions: readonly CubeVersion[],
  batch: BatchId,
  actor: Actor,
): Extract<LogEvent, { kind: 'cube-changed' }> {
  const current = versions.at(-1)?.cube
  const isLatest = current?.version === span.lastVersion
  if (current === undefined || !(isLatest || standsFor(versions) === span.lastVersion)) {
    const later = versions.at(-1)?.batch
    throw new LociError('UNDO_CONFLICT', `${span.id} was changed after batch ${batch}`, {
      details: { id: span.id, version: current?.version, laterBatch: later },
      ...(later === undefined ? {} : { hint: `Undo batch ${later} first.` }),
    })
  }
  checkMayChange(current, actor, 'undo a change of')
  const before = versions.find((entry) => entry.cube.version === span.firstVersion - 1)?.cube
  const restored: CubeSnapshot =
    before === undefined ? { ...snapshotOf(current), state: 'forgotten' } : snapshotOf(before)
  const cube = { ...restored, version: current.version + 1 }
  return { kind: 'cube-changed', change: 'undo', cube, undoes: batch }
}

/** Entities and links of a batch, put the other way round. */
export function undoGraphEvents(entries: readonly LogEntry[]): LogEvent[] {
  const events: LogEvent[] = []
  for (const { event } of entries) {
    if (event?.kind === 'entity-put' || event?.kind === 'link-put') {
      events.push({ ...event, isLive: !event.isLive })
    }
  }
  return events.reverse()
}
