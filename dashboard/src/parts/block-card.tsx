/** One core block: its text, how full it is, editing, its versions, and taking it away. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formationApi } from '../api/formation-api.ts'
import type { Scope } from '../api-types.ts'
import type { Block } from '../formation-types.ts'
import { draftOfBlock } from '../logic/block-draft.ts'
import { formatMoment } from '../logic/moment.ts'
import { removeBlock, saveBlock } from '../state/learning-changes.ts'
import { useResource } from '../state/use-resource.ts'
import { ActionButton } from './action-button.tsx'
import { BlockForm, FillMeter } from './block-form.tsx'
import { Icon } from './icon.tsx'
import { ResourceView } from './resource-view.tsx'
import { VersionList } from './version-list.tsx'

export interface BlockCardProps {
  readonly scope: Scope
  readonly block: Block
}

function BlockHistory({ scope, block }: BlockCardProps): VNode {
  const resource = useResource(`block history ${block.id}`, (signal) =>
    formationApi.blockHistory(scope, block.name, signal),
  )
  return (
    <section class="detail-part" aria-label={`Versions of ${block.name}`}>
      <h3>Versions</h3>
      <ResourceView resource={resource} what="versions" lineCount={3}>
        {(versions) => <VersionList versions={versions} />}
      </ResourceView>
    </section>
  )
}

function BlockText({ block }: { readonly block: Block }): VNode {
  if (block.text === '')
    return <p class="faint">Empty: it stands in the context by its name only.</p>
  return <p class="detail-text block-text">{block.text}</p>
}

export function BlockCard({ scope, block }: BlockCardProps): VNode {
  const [isEditing, setEditing] = useState(false)
  // Of the text that the draft started from, also when the block changes underneath.
  const [editedVersion, setEditedVersion] = useState(0)
  const [hasHistory, setHasHistory] = useState(false)
  const { name, description, charactersMax, isReadOnly, version, author, updatedAtMs } = block
  const edit = (): void => {
    setEditedVersion(version)
    setEditing(true)
  }
  return (
    <section class="card block-card" aria-label={`Block ${name}`}>
      <header class="card-head">
        <h2 class="break">{name}</h2>
        {isReadOnly && <span class="badge">agents may only read</span>}
      </header>
      {description !== '' && <p class="faint">{description}</p>}
      {isEditing ? (
        <BlockForm
          start={draftOfBlock(block)}
          saveLabel={`Save version ${editedVersion + 1}`}
          onSave={(draft) => saveBlock(scope, name, { ...draft, ifVersion: editedVersion })}
          onDone={() => setEditing(false)}
        />
      ) : (
        <>
          <BlockText block={block} />
          <FillMeter text={block.text} charactersMax={charactersMax} />
          <p class="faint">
            Version {version}, {formatMoment(updatedAtMs)} by {author}
          </p>
          <div class="row">
            <button type="button" class="button small" onClick={edit}>
              <Icon name="edit" />
              Edit
            </button>
            <button
              type="button"
              class="button small"
              aria-expanded={hasHistory}
              onClick={() => setHasHistory(!hasHistory)}
            >
              Versions
            </button>
            <ActionButton
              look="small danger-quiet"
              icon="trash"
              run={() => removeBlock(scope, name)}
            >
              Remove
            </ActionButton>
          </div>
        </>
      )}
      {hasHistory && <BlockHistory scope={scope} block={block} />}
    </section>
  )
}
