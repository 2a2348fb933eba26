/** Notices at the corner, and the two live regions that read them out. */

import type { VNode } from 'preact'
import { useCell } from '../state/cell.ts'
import { dismiss, type Notice, noticesCell, spokenCell } from '../state/notices.ts'
import { Icon } from './icon.tsx'

function NoticeCard({ notice }: { readonly notice: Notice }): VNode {
  const { id, tone, text, hint, code, action } = notice
  return (
    <li class={`notice ${tone}`}>
      <div class="notice-words">
        <p>{text}</p>
        {hint !== undefined && <p class="error-hint">{hint}</p>}
        {code !== undefined && <code>{code}</code>}
      </div>
      {action !== undefined && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        class="button quiet small icon-only"
        aria-label="Dismiss"
        onClick={() => dismiss(id)}
      >
        <Icon name="close" />
      </button>
    </li>
  )
}

export function NoticeStack(): VNode {
  const notices = useCell(noticesCell)
  const spoken = useCell(spokenCell)
  return (
    <>
      <section class="notices" aria-label="Notices" aria-live="polite">
        <ul>
          {notices.map((notice) => (
            <NoticeCard key={notice.id} notice={notice} />
          ))}
        </ul>
      </section>
      <p class="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </p>
    </>
  )
}
