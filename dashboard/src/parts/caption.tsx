/** What a shared picture showed, in place of the picture. */

import type { VNode } from 'preact'
import { Icon } from './icon.tsx'

export function Caption({ text }: { readonly text: string }): VNode {
  return (
    <p class="caption">
      <Icon name="picture" />
      <span>
        <span class="visually-hidden">Picture: </span>
        {text}
      </span>
    </p>
  )
}
