/** The frame around every page: the way in for keyboards, the name, the pages, the connection, the theme. */

import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type PageName, pages, routeHash } from '../logic/route.ts'
import { Icon } from './icon.tsx'
import { LiveBadge } from './live-badge.tsx'
import { NoticeStack } from './notice-stack.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

export const pageTitles: Readonly<Record<PageName, string>> = {
  overview: 'Overview',
  conversations: 'Conversations',
  memories: 'Memories',
  recall: 'Recall',
  graph: 'Graph',
  evolution: 'Evolution',
  blocks: 'Core blocks',
  formations: 'Formations',
  governance: 'Governance',
  cache: 'Cache',
  plan: 'Plan',
  import: 'Import',
}

function Brand(): VNode {
  return (
    <a class="brand" href={routeHash('overview')} aria-label="Loci, overview">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" />
        <path d="M8 25V14a8 8 0 0 1 16 0v11" />
        <path class="inner" d="M12.5 25V14.5a3.5 3.5 0 0 1 7 0V25" />
      </svg>
      <span>Loci</span>
    </a>
  )
}

function shortcutWords(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'
}

function PageNav({ page }: { readonly page: PageName }): VNode {
  const list = useRef<HTMLUListElement>(null)
  // On narrow screens the row scrolls.
  useEffect(() => {
    const current = list.current?.querySelector('[aria-current]')
    current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [page])
  return (
    <nav class="page-nav" aria-label="Pages">
      <ul ref={list}>
        {pages.map((name) => (
          <li key={name}>
            <a
              href={routeHash(name)}
              aria-current={name === page ? 'page' : undefined}
              aria-keyshortcuts={name === 'recall' ? 'Control+K Meta+K' : undefined}
            >
              <Icon name={name} />
              <span>{pageTitles[name]}</span>
              {name === 'recall' && (
                <span class="nav-key" aria-hidden="true">
                  {shortcutWords()}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

export interface ShellProps {
  readonly page: PageName
  readonly children: ComponentChildren
}

export function Shell({ page, children }: ShellProps): VNode {
  // A button, because the hash is the route.
  const skip = (): void => document.querySelector('main')?.focus()
  return (
    <>
      <button type="button" class="skip-link" onClick={skip}>
        Skip to the content
      </button>
      <div class="shell">
        <header class="top">
          <Brand />
          <PageNav page={page} />
          <div class="top-foot">
            <LiveBadge />
            <ThemeToggle />
          </div>
        </header>
        <main tabIndex={-1}>{children}</main>
      </div>
      <NoticeStack />
    </>
  )
}
