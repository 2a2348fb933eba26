/**
 * One memory, whole: its text, what can be done with it, where it comes from, how it changed, its header.
 *
 * Loaded as one thing (cube, versions, sources, story), so that its parts never disagree. A purged memory shows its tombstone.
 */

import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { ApiError } from '../api/api-error.ts'
import { evolutionApi } from '../api/evolution-api.ts'
import { lociApi } from '../api/loci-api.ts'
import type { Cube, CubeVersion, Episode, Tombstone } from '../api-types.ts'
import type { LifeStory } from '../evolution-types.ts'
import { speakerOf } from '../logic/conversation.ts'
import { formatMoment } from '../logic/moment.ts'
import { forgetMemory, undoBatch } from '../state/changes.ts'
import { useResource } from '../state/use-resource.ts'
import { ActionButton } from './action-button.tsx'
import { Avatar } from './avatar.tsx'
import { Caption } from './caption.tsx'
import { CubeHeader } from './cube-header.tsx'
import { EditForm } from './edit-form.tsx'
import { Icon } from './icon.tsx'
import { isEventful, LifeView } from './life-view.tsx'
import { PurgeDialog } from './purge-dialog.tsx'
import { ResourceView } from './resource-view.tsx'
import { SourceList } from './source-list.tsx'
import { StateBadge } from './state-badge.tsx'
import { TombstoneView } from './tombstone-view.tsx'
import { VersionList } from './version-list.tsx'

const SOURCES_MAX = 20

interface LoadedMemory {
  readonly cube: Cube
  readonly versions: readonly CubeVersion[]
  readonly life: LifeStory
  readonly episodes: readonly (Episode | null)[]
}

async function loadMemory(id: string, signal: AbortSignal): Promise<LoadedMemory> {
  const [cube, versions] = await Promise.all([
    lociApi.memory(id, signal),
    lociApi.history(id, signal),
  ])
  // After these: what was purged has a tombstone to show and no story.
  const life = await evolutionApi.life(id, signal)
  const sources = cube.provenance.episodes.slice(0, SOURCES_MAX)
  const found = await Promise.allSettled(sources.map((source) => lociApi.episode(source, signal)))
  // A source that is gone must not hide the memory that cites it.
  const episodes = found.map((one) => (one.status === 'fulfilled' ? one.value : null))
  return { cube, versions, life, episodes }
}

function tombstoneOf(error: ApiError | null): Tombstone | null {
  if (error?.record.code !== 'MEMORY_PURGED') return null
  return (error.record.details?.tombstone ?? null) as Tombstone | null
}

function Part({
  title,
  children,
}: {
  readonly title: string
  readonly children: ComponentChildren
}): VNode {
  return (
    <section class="detail-part" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

interface ActionsProps {
  readonly memory: LoadedMemory
  readonly onEdit: () => void
  readonly onPurge: () => void
}

function Actions({ memory, onEdit, onPurge }: ActionsProps): VNode {
  const { cube, versions } = memory
  const last = versions.at(-1)
  const isForgotten = cube.state === 'forgotten'
  return (
    <div class="row detail-actions">
      {isForgotten && last !== undefined && (
        <ActionButton look="primary" icon="restore" run={() => undoBatch(last.batch)}>
          Restore
        </ActionButton>
      )}
      {!isForgotten && (
        <>
          <button type="button" class="button" onClick={onEdit}>
            <Icon name="edit" />
            Edit
          </button>
          <ActionButton icon="trash" run={() => forgetMemory(cube.id)}>
            Forget
          </ActionButton>
        </>
      )}
      <button type="button" class="button danger-quiet" onClick={onPurge}>
        <Icon name="purge" />
        Purge
      </button>
    </div>
  )
}

/** The text as it is now, or the form that changes it. */
function CurrentText({ memory }: { readonly memory: LoadedMemory }): VNode {
  const { cube } = memory
  const [isEditing, setEditing] = useState(false)
  const [isPurging, setPurging] = useState(false)
  // Another memory starts unedited.
  useEffect(() => setEditing(false), [cube.id])
  if (isEditing) return <EditForm cube={cube} onDone={() => setEditing(false)} />
  return (
    <>
      {cube.text !== '' && <p class="detail-text">{cube.text}</p>}
      {cube.caption !== null && <Caption text={cube.caption} />}
      <Actions memory={memory} onEdit={() => setEditing(true)} onPurge={() => setPurging(true)} />
      {isPurging && <PurgeDialog id={cube.id} onClose={() => setPurging(false)} />}
    </>
  )
}

function MemoryView({ memory }: { readonly memory: LoadedMemory }): VNode {
  const { cube, versions, life, episodes } = memory
  return (
    <>
      <div class="detail-speaker">
        <Avatar name={speakerOf(cube)} />
        <div>
          <strong>{speakerOf(cube)}</strong>
          <span class="faint">{formatMoment(cube.saidAtMs)}</span>
        </div>
        <StateBadge cube={cube} />
      </div>
      <CurrentText memory={memory} />
      <Part title="Source">
        <SourceList cube={cube} episodes={episodes} />
      </Part>
      {isEventful(life) && (
        <Part title="Life">
          <LifeView life={life} scope={cube.scope} />
        </Part>
      )}
      <Part title="Versions">
        <VersionList versions={versions} changedBy={life.changedBy} />
      </Part>
      <Part title="Header">
        <CubeHeader cube={cube} />
      </Part>
    </>
  )
}

export function MemoryDetail({
  id,
  backHref,
}: {
  readonly id: string
  readonly backHref: string
}): VNode {
  const resource = useResource(`memory ${id}`, (signal) => loadMemory(id, signal))
  const tombstone = tombstoneOf(resource.error)
  return (
    <article class="memory-detail" aria-label="Memory">
      <header class="detail-head">
        <a class="button quiet small" href={backHref}>
          <Icon name="back" />
          List
        </a>
        <h2 tabIndex={-1} data-page-focus>
          Memory
        </h2>
      </header>
      {tombstone !== null ? (
        <TombstoneView tombstone={tombstone} />
      ) : (
        <ResourceView resource={resource} what="the memory" lineCount={8}>
          {(memory) => <MemoryView memory={memory} />}
        </ResourceView>
      )}
    </article>
  )
}
