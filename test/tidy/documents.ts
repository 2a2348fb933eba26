/** Rules about documents: required headings, links and paths that exist, sizes. Pure over text. */

export const paperHeadings = [
  'Claim',
  'What we built',
  'Where we departed',
  'Claim ids',
  'Evidence',
  'When it loses',
  'Status',
] as const
export const decisionHeadings = ['Context', 'Decision', 'Consequences', 'Alternatives'] as const
export const DECISION_LINES_MAX = 60
export const ARCHITECTURE_LINES_MAX = 300

export function headingsOf(text: string): string[] {
  return [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#{2,3} (.+)$/gm)].map((match) =>
    match[1]!.trim(),
  )
}

export function missingHeadings(text: string, required: readonly string[]): string[] {
  const found = headingsOf(text)
  return required.filter((heading) => !found.includes(heading))
}

/** Targets of relative links, without anchors. */
export function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!.split('#')[0]!)
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

/** Paths of the repository written in backticks: `src/x.ts`, `docs/guide/`. */
export function pathsOf(text: string): string[] {
  return [...text.matchAll(/`((?:src|test|docs|examples|scripts|dashboard|bin)\/[\w./-]*)`/g)].map(
    (match) => match[1]!.replace(/\/$/, ''),
  )
}

export interface FolderSection {
  readonly folder: string
  readonly hasBoundary: boolean
  readonly hasInvariant: boolean
}

/** The code map: one section a folder, "### `src/store/`". */
export function folderSections(text: string): FolderSection[] {
  return text
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const folder = /^`([\w-]+(?:\/[\w-]+)*)\/`/.exec(section)?.[1]
      if (folder === undefined) return []
      return [
        {
          folder,
          hasBoundary: /\*\*Boundary[.:]?\*\*/.test(section),
          hasInvariant: /\*\*Invariant[.:]?\*\*/.test(section),
        },
      ]
    })
}
