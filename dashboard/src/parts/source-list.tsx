/** The raw turns that a memory rests on, as they came in, and the way to them in their conversation. */

import type { VNode } from 'preact'
import type { Cube, Episode } from '../api-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { markSpans } from '../logic/source-spans.ts'
import { turnAddress } from '../logic/turn-address.ts'
import { Caption } from './caption.tsx'
import { Icon } from './icon.tsx'

export interface SourceListProps {
  readonly cube: Cube
  /** Null where the content was purged. */
  readonly episodes: readonly (Episode | null)[]
}

function SourceItem({
  cube,
  episode,
}: {
  readonly cube: Cube
  readonly episode: Episode | null
}): VNode {
  if (episode === null) return <p class="faint">The turn was purged.</p>
  const spans = (cube.derivation?.spans ?? []).filter((span) => span.episode === episode.id)
  const isEdited = cube.derivation === undefined && episode.text !== cube.text
  return (
    <figure class="source">
      <blockquote>
        {episode.text !== '' && (
          <p>
            {markSpans(episode.text, spans).map((part, index) =>
              part.isMarked ? <mark key={index}>{part.text}</mark> : part.text,
            )}
          </p>
        )}
        {episode.caption !== null && <Caption text={episode.caption} />}
      </blockquote>
      <figcaption class="faint">
        {episode.speaker ?? episode.role}, {formatMoment(episode.saidAtMs)}
        {episode.session !== null && `, ${episode.session}`}
        {isEdited && ' · as it was said, before it was edited'}
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
        <SourceItem key={cube.provenance.episodes[index]} cube={cube} episode={episode} />
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
