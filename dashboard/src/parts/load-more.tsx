/** Loads the next page when it scrolls into sight, and on demand for those who do not scroll. */

import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Pages } from '../state/use-pages.ts'
import { ErrorBox } from './error-box.tsx'

export function LoadMore({
  pages,
  what,
}: {
  readonly pages: Pages
  readonly what: string
}): VNode | null {
  const { hasMore, isLoading, error, loadMore, reload } = pages
  const element = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const button = element.current
    if (button === null) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) loadMore()
    })
    observer.observe(button)
    return () => observer.disconnect()
  }, [hasMore, isLoading, loadMore])
  if (error !== null)
    return <ErrorBox error={error} onRetry={pages.cubes.length > 0 ? loadMore : reload} />
  if (!hasMore) return null
  return (
    <button
      ref={element}
      type="button"
      class="button load-more"
      aria-busy={isLoading}
      onClick={loadMore}
    >
      {isLoading ? 'Loading' : `More ${what}`}
    </button>
  )
}
