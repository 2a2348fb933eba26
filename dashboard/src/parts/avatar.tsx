/** A speaker's initials in the speaker's colour. */

import type { VNode } from 'preact'
import { initials, speakerColour } from '../logic/conversation.ts'

export function Avatar({ name }: { readonly name: string }): VNode {
  return (
    <span class={`avatar speaker-${speakerColour(name)}`} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
