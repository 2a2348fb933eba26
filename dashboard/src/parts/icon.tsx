/** Line icons, drawn for this page on a 20 by 20 grid. Decorative: whatever holds one has a name of its own. */

import type { VNode } from 'preact'

const paths = {
  overview: 'M3 17V9M8 17V3M13 17v-6M18 17V7',
  conversations: 'M3 4h11v8H8l-3.5 3v-3H3zM17 8v7h-1v2.5L13 15H9.5',
  memories: 'M4 3.5h12v13H4zM7 7.5h6M7 10.5h6M7 13.5h3.5',
  recall: 'M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM13.5 13.5 17.5 17.5M9 6.5v5M6.5 9h5',
  blocks: 'M3 3.5h14v6H3zM3 12.5h6v4H3zM12 12.5h5v4h-5z',
  formations: 'M4 4h12M4 8h7M4 12h5M13 9.5v7M10 13.5l3 3 3-3',
  graph:
    'M6 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 17.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.9 5l5.2 1.5M6.3 6.5l1.4 7M13.9 8.7l-4.6 5.3',
  evolution: 'M5 3v4c0 3 5 3 5 6v4M15 3v4c0 3-5 3-5 6M7.5 14.5 10 17l2.5-2.5',
  governance: 'M10 3v13.5M5.5 16.5h9M4 5.5h12M4 5.5 1.8 11h4.4zM16 5.5 13.8 11h4.4z',
  cache:
    'M10 7.5c4 0 7-1.1 7-2.5S14 2.5 10 2.5 3 3.6 3 5s3 2.5 7 2.5zM3 5v10c0 1.4 3 2.5 7 2.5s7-1.1 7-2.5V5M3 10c0 1.4 3 2.5 7 2.5s7-1.1 7-2.5',
  plan: 'M3 3.5V17h14M6 13l3.5-4 3 2.5L17 6',
  import: 'M10 3v9.5M6 9l4 4 4-4M3.5 13v4h13v-4',
  system: 'M3 4h14v9.5H3zM7 17h6M10 13.5V17',
  light:
    'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M16 4l-1.4 1.4M5.4 14.6 4 16',
  dark: 'M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z',
  undo: 'M7.5 4 3.5 8l4 4M3.5 8H12a4.5 4.5 0 0 1 0 9H9',
  edit: 'M4 16l.8-3.4L13.4 4a1.7 1.7 0 0 1 2.5 2.5L7.3 15.2z',
  trash: 'M3.5 5.5h13M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11',
  restore: 'M4 10a6 6 0 1 1 1.8 4.3M4 5.5V10h4.5',
  purge: 'M10 2.5 18 16.5H2zM10 8v4M10 14.2v.3',
  check: 'M4 10.5 8.2 14.5 16 5.5',
  copy: 'M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7',
  close: 'M5 5l10 10M15 5 5 15',
  search: 'M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM13.5 13.5 17.5 17.5',
  picture: 'M3 4h14v12H3zM3 13l4-4 3.5 3.5L13 10l4 4M13 7.2v.1',
  shield: 'M10 2.5 16.5 5v4.5c0 4-2.7 6.7-6.5 8-3.8-1.3-6.5-4-6.5-8V5zM7.3 10l2 2 3.6-4',
  back: 'M12 4 6 10l6 6',
  file: 'M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15',
  spark: 'M10 2.5l1.8 5.7 5.7 1.8-5.7 1.8L10 17.5l-1.8-5.7L2.5 10l5.7-1.8z',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
