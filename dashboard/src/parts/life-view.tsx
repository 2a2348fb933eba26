/** What a memory was made from besides turns, what took its place, whose place it took, and what rests on it. */

import type { VNode } from 'preact'
import type { Scope } from '../api-types.ts'
import type { LifeCube, LifeStory } from '../evolution-types.ts'
import { formatDate } from '../logic/moment.ts'
import { routeHash } from '../logic/route.ts'
import { scopeKey } from '../logic/scope-key.ts'

interface GroupProps {
  readonly title: string
  readonly cubes: readonly LifeCube[]
  readonly scope: Scope
}

function Group({ title, cubes, scope }: GroupProps): VNode | null {
  if (cubes.length === 0) return null
  return (
    <div class="life-group">
      <h4>{title}</h4>
      <ul>
        {cubes.map(({ id, kind, state, text, saidAtMs }) => (
          <li key={id}>
            <a href={routeHash('memories', { scope: scopeKey(scope), state: 'all' }, id)}>
              {text === '' ? 'a picture' : text}
            </a>{' '}
            <span class="faint">
              {kind}, {formatDate(saidAtMs)}
              {state !== 'activated' && state !== 'generated' && `, ${state}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Links({ life, scope }: LifeViewProps): VNode | null {
  if (life.links.length === 0) return null
  return (
    <div class="life-group">
      <h4>Linked</h4>
      <ul>
        {life.links.map(({ to, relation }) => (
          <li key={`${to} ${relation}`}>
            {relation}:{' '}
            <a
              class="mono"
              href={routeHash('memories', { scope: scopeKey(scope), state: 'all' }, to)}
            >
              {to}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

export interface LifeViewProps {
  readonly life: LifeStory
  readonly scope: Scope
}

export function isEventful(life: LifeStory): boolean {
  const { formedFrom, successors, supersedes, citedBy, links } = life
  return [formedFrom.parents, formedFrom.missing, successors, supersedes, citedBy, links].some(
    (part) => part.length > 0,
  )
}

export function LifeView({ life, scope }: LifeViewProps): VNode {
  const { formedFrom, successors, supersedes, citedBy } = life
  return (
    <div class="life">
      <Group title="Formed from" cubes={formedFrom.parents} scope={scope} />
      {formedFrom.missing.length > 0 && (
        <p class="faint">{formedFrom.missing.length} more that it was formed from were purged.</p>
      )}
      <Group title="Gave way to" cubes={successors} scope={scope} />
      <Group title="Took the place of" cubes={supersedes} scope={scope} />
      <Group title="Cited by" cubes={citedBy} scope={scope} />
      <Links life={life} scope={scope} />
    </div>
  )
}
