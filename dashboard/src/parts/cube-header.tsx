/** The MemCube's header: every field that the runtime keeps beside the text. */

import type { ComponentChildren, VNode } from 'preact'
import type { Cube } from '../api-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { CopyButton } from './copy-button.tsx'

type Field = readonly [name: string, value: ComponentChildren]

function fieldsOf(cube: Cube): Field[] {
  const { provenance } = cube
  const fields: (Field | null)[] = [
    ['Scope', <code>{scopeKey(cube.scope)}</code>],
    ['Kind', `${cube.kind}, ${cube.function}`],
    cube.derivation === undefined
      ? null
      : [
          'Formed by',
          `${cube.derivation.pipeline}${cube.derivation.model === null ? ', no model' : `, ${cube.derivation.model}`}: ${cube.derivation.dynamic}, confidence ${Math.round(cube.derivation.confidence * 100)} %`,
        ],
    cube.fact === undefined
      ? null
      : [
          'Held',
          `${cube.fact.validFromMs === null ? 'since when is not known' : `since ${formatMoment(cube.fact.validFromMs)}`}${cube.fact.validToMs === null ? ', still' : `, until ${formatMoment(cube.fact.validToMs)}`}`,
        ],
    ['Level', `${cube.level} (${cube.form})`],
    ['State', cube.state],
    ['Role', cube.role],
    cube.speaker === null ? null : ['Speaker', cube.speaker],
    cube.session === null ? null : ['Session', cube.session],
    ['Said', formatMoment(cube.saidAtMs)],
    ['Remembered', formatMoment(cube.createdAtMs)],
    cube.version === 1 ? null : ['Changed', formatMoment(cube.updatedAtMs)],
    cube.expiresAtMs === null ? null : ['Expires', formatMoment(cube.expiresAtMs)],
    [
      'Written by',
      cube.isProtected ? `${cube.author}, protected from automatic change` : cube.author,
    ],
    ['Origin', provenance.origin],
    [
      'Recalled',
      cube.lastRecalledAtMs === null
        ? 'never'
        : `${cube.recallCount} times, last ${formatMoment(cube.lastRecalledAtMs)}`,
    ],
    [
      'Log positions',
      cube.seq === cube.createdSeq ? cube.seq : `${cube.createdSeq} to ${cube.seq}`,
    ],
  ]
  return fields.filter((field) => field !== null)
}

export function CubeHeader({ cube }: { readonly cube: Cube }): VNode {
  return (
    <>
      <dl class="fields">
        <div class="wide">
          <dt>Id</dt>
          <dd>
            <code class="break">{cube.id}</code>
            <CopyButton text={cube.id} what="id" />
          </dd>
        </div>
        {fieldsOf(cube).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(cube.metadata).length > 0 && (
        <pre class="code">{JSON.stringify(cube.metadata, null, 2)}</pre>
      )}
    </>
  )
}
