/**
 * A memory's versions, newest first, each with what it changed. The newest change can be taken back here.
 *
 * Only the newest: undo of an older one would meet the later change, and the gateway refuses it. A first version is not undone
 * here either, because its batch may be a whole conversation; forget is the word for that.
 */

import type { VNode } from 'preact'
import type { CubeVersion } from '../api-types.ts'
import type { LifeStory } from '../evolution-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { versionChanges } from '../logic/version-changes.ts'
import { undoBatch } from '../state/changes.ts'
import { ActionButton } from './action-button.tsx'
import { DiffText } from './diff-text.tsx'

const changeWords = {
  add: 'remembered',
  update: 'edited',
  forget: 'moved to the trash',
  undo: 'undone',
  state: 'changed state',
} as const

/** What was asked for, where the kind of change alone does not tell. */
const operationWords: Readonly<Record<string, string>> = {
  merge: 'merged',
  supersede: 'gave way to another',
  archive: 'put away',
  budget: 'put away: beyond the budget',
  restore: 'brought back',
  freeze: 'frozen',
  thaw: 'thawed',
  activate: 'activated',
  consolidate: 'summed up from others',
  form: 'formed',
  'put-facts': 'a newer fact was stated',
}

function changedWords(
  { cube, change }: CubeVersion,
  before: CubeVersion | undefined,
  operation: string | undefined,
): string {
  const asked = change === 'undo' ? undefined : operationWords[operation ?? '']
  if (asked !== undefined) return asked
  if (change !== 'undo' || before === undefined) return changeWords[change]
  if (before.cube.state === 'forgotten' && cube.state !== 'forgotten') return 'restored'
  if (cube.state === 'forgotten') return 'undone, to the trash'
  return changeWords.undo
}

interface VersionItemProps {
  readonly version: CubeVersion
  readonly before: CubeVersion | undefined
  readonly operation: string | undefined
  readonly isNewest: boolean
}

function VersionItem({ version, before, operation, isNewest }: VersionItemProps): VNode {
  const { cube, batch } = version
  const changes = before === undefined ? [] : versionChanges(before.cube, cube)
  const isTextChanged = before !== undefined && before.cube.text !== cube.text
  return (
    <li class="version">
      <p class="version-head">
        <strong>Version {cube.version}</strong>
        <span>{changedWords(version, before, operation)}</span>
        <span class="faint">
          {formatMoment(cube.updatedAtMs)} by {cube.author}
        </span>
        {isNewest && before !== undefined && (
          <ActionButton
            look="small"
            icon="undo"
            label={`Undo version ${cube.version}`}
            run={() => undoBatch(batch)}
          >
            Undo
          </ActionButton>
        )}
      </p>
      {changes.length > 0 && <p class="faint">{changes.join('; ')}</p>}
      {before === undefined && <p class="diff">{cube.text}</p>}
      {isTextChanged && <DiffText before={before.cube.text} after={cube.text} />}
    </li>
  )
}

export interface VersionListProps {
  readonly versions: readonly CubeVersion[]
  readonly changedBy?: LifeStory['changedBy']
}

export function VersionList({ versions, changedBy = [] }: VersionListProps): VNode {
  const operations = new Map(changedBy.map(({ version, operation }) => [version, operation]))
  const newestFirst = versions.toReversed()
  return (
    <ol class="versions" reversed>
      {newestFirst.map((version, index) => (
        <VersionItem
          key={version.cube.version}
          version={version}
          before={newestFirst[index + 1]}
          operation={operations.get(version.cube.version)}
          isNewest={index === 0}
        />
      ))}
    </ol>
  )
}
