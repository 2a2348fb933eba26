/**
 * Light, dark, or as the system says. Kept for the browser; the style sheet does the rest through `color-scheme`.
 */

import { type Cell, createCell } from './cell.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const storageName = 'loci.theme'

function stored(): Theme {
  const name = localStorage.getItem(storageName)
  return themes.find((theme) => theme === name) ?? 'system'
}

export const themeCell: Cell<Theme> = createCell<Theme>('system')

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  localStorage.setItem(storageName, theme)
  themeCell.set(theme)
}

export function restoreTheme(): void {
  setTheme(stored())
}
