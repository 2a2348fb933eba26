/**
 * A memory's versions, newest first, each with what it changed. The newest change can be taken back here.
 *
 * Only the newest: undo of an older one would meet the later change, and the gateway refuses it. A first version is not undone
 * here either, because its batch may be a whole conversation; forget is the word for that.
 */

import type { VNode } from 'preact'
import type { CubeVersion } from '../api-types.ts'
import { formatMoment } from '../logic/moment.ts'
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

function changedWords({ cube, change }: CubeVersion, before: CubeVersion | undefined): string {
  if (change !== 'undo' || before === undefined) return changeWords[change]
  if (before.cube.state === 'forgotten' && cube.state !== 'forgotten') return 'restored'
  if (cube.state === 'forgotten') return 'undone, to the trash'
  return changeWords.undo
}

interface VersionItemProps {
  readonly version: CubeVersion
  readonly before: CubeVersion | undefined
  readonly isNewest: boolean
}

function VersionItem({ version, before, isNewest }: VersionItemProps): VNode {
  const { cube, batch } = version
  const isTextChanged = before !== undefined && before.cube.text !== cube.text
  return (
    <li class="version">
      <p class="version-head">
        <strong>Version {cube.version}</strong>
        <span>{changedWords(version, before)}</span>
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
      {before === undefined && <p class="diff">{cube.text}</p>}
      {isTextChanged && <DiffText before={before.cube.text} after={cube.text} />}
    </li>
  )
}

export function VersionList({ versions }: { readonly versions: readonly CubeVersion[] }): VNode {
  const newestFirst = versions.toReversed()
  return (
    <ol class="versions" reversed>
      {newestFirst.map((version, index) => (
        <VersionItem
          key={version.cube.version}
          version={version}
          before={newestFirst[index + 1]}
          isNewest={index === 0}
        />
      ))}
    </ol>
  )
}
