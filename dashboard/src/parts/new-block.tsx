/** A core block that is not there yet. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { Scope } from '../api-types.ts'
import type { Block } from '../formation-types.ts'
import { blockNameProblem, newDraft } from '../logic/block-draft.ts'
import { saveBlock } from '../state/learning-changes.ts'
import { BlockForm } from './block-form.tsx'

export interface NewBlockProps {
  readonly scope: Scope
  readonly blocks: readonly Block[]
  readonly onDone: () => void
}

export function NewBlock({ scope, blocks, onDone }: NewBlockProps): VNode {
  const [name, setName] = useState('')
  const problem = blockNameProblem(
    name,
    blocks.map((block) => block.name),
  )
  return (
    <section class="card block-card" aria-label="New block">
      <h2>New block</h2>
      <div class="edit-form">
        <label class="field">
          <span>Name</span>
          <input
            type="text"
            placeholder="persona"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        {problem !== null && name !== '' && <p class="field-error">{problem}</p>}
        <BlockForm
          start={newDraft}
          problem={problem}
          saveLabel="Make the block"
          // A name that was removed has its versions: the save goes on from them.
          onSave={(draft) => saveBlock(scope, name.trim(), draft)}
          onDone={onDone}
        />
      </div>
    </section>
  )
}
