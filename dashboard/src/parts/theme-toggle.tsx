/** One button through the three themes: as the system, light, dark. */

import type { VNode } from 'preact'
import { useCell } from '../state/cell.ts'
import { setTheme, themeCell, themes } from '../state/theme.ts'
import { Icon } from './icon.tsx'

export function ThemeToggle(): VNode {
  const theme = useCell(themeCell)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  return (
    <button
      type="button"
      class="button quiet small"
      aria-label={`Theme: ${theme}. Change to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(next)}
    >
      <Icon name={theme} />
      <span class="theme-name">{theme}</span>
    </button>
  )
}
