/** The raw turns that a memory rests on, as they came in, and the way to them in their conversation. */

import type { VNode } from 'preact'
import type { Cube, Episode } from '../api-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { turnAddress } from '../logic/turn-address.ts'
import { Caption } from './caption.tsx'
import { Icon } from './icon.tsx'

export interface SourceListProps {
  readonly cube: Cube
  /** Null where the content was purged. */
  readonly episodes: readonly (Episode | null)[]
}

function SourceItem({
  episode,
  isSame,
}: {
  readonly episode: Episode | null
  readonly isSame: boolean
}): VNode {
  if (episode === null) return <p class="faint">The turn was purged.</p>
  return (
    <figure class="source">
      <blockquote>
        {episode.text !== '' && <p>{episode.text}</p>}
        {episode.caption !== null && <Caption text={episode.caption} />}
      </blockquote>
      <figcaption class="faint">
        {episode.speaker ?? episode.role}, {formatMoment(episode.saidAtMs)}
        {episode.session !== null && `, ${episode.session}`}
        {!isSame && ' · as it was said, before it was edited'}
      </figcaption>
    </figure>
  )
}

export function SourceList({ cube, episodes }: SourceListProps): VNode {
  if (episodes.length === 0) {
    return (
      <p class="faint">
        {cube.provenance.parents.length > 0
          ? 'Made from other memories.'
          : `Stated as such, through ${cube.provenance.origin}; there is no turn behind it.`}
      </p>
    )
  }
  return (
    <>
      {episodes.map((episode, index) => (
        <SourceItem
          key={cube.provenance.episodes[index]}
          episode={episode}
          isSame={episode === null || episode.text === cube.text}
        />
      ))}
      {cube.kind === 'turn' && cube.state !== 'forgotten' && (
        <a class="button small" href={turnAddress(cube)}>
          <Icon name="conversations" />
          Show in its conversation
        </a>
      )}
    </>
  )
}
