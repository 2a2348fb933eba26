/** Rules that need more than one file: dead files, error codes, registries, packages, private text. Pure over what they are given. */

import { importsOf, resolveImport } from './imports.ts'
import { lineAt, type SourceFile, type Violation } from './source-file.ts'

/** Shipped files that nothing shipped imports, the entries aside. */
export function deadFiles(files: readonly SourceFile[], entries: readonly string[]): string[] {
  const imported = new Set(
    files.flatMap((file) =>
      importsOf(file).flatMap(({ specifier }) =>
        specifier?.startsWith('.') === true ? [resolveImport(file.path, specifier)] : [],
      ),
    ),
  )
  return files
    .map((file) => file.path)
    .filter((path) => !imported.has(path) && !entries.some((entry) => path.startsWith(entry)))
}

/** Codes of the table that no shipped file names. */
export function unusedCodes(codes: readonly string[], files: readonly SourceFile[]): string[] {
  const texts = files.filter((file) => file.path !== 'src/errors.ts').map((file) => file.text)
  return codes.filter((code) => !texts.some((text) => new RegExp(`\\b${code}\\b`).test(text)))
}

/** Words in capitals with underscores, in backticks, that look like error codes and are none. */
export function unknownCodes(text: string, codes: readonly string[]): string[] {
  const families = new Set(codes.map((code) => code.split('_')[0]!))
  return [...text.matchAll(/`([A-Z]+(?:_[A-Z0-9]+)+)`/g)]
    .map((match) => match[1]!)
    .filter((word) => families.has(word.split('_')[0]!) && !codes.includes(word))
    .filter((word) => !/_(?:MAX|MIN|DEFAULT|MS|BYTES)$/.test(word))
}

export interface Registry {
  readonly path: string
  /** Files below it are candidates. */
  readonly folder: string
  /** A candidate is an entry when its code matches. */
  readonly entry: RegExp
}

/** Entries of the folder that the registry does not import. */
export function unregistered(registry: Registry, files: readonly SourceFile[]): string[] {
  const own = files.find((file) => file.path === registry.path)
  if (own === undefined) return [registry.path]
  const listed = new Set(
    importsOf(own).map(({ specifier }) => resolveImport(own.path, specifier ?? '.')),
  )
  return files
    .filter(
      ({ path, code }) =>
        path !== registry.path && path.startsWith(registry.folder) && registry.entry.test(code),
    )
    .map((file) => file.path)
    .filter((path) => !listed.has(path))
}

/** Dependencies that no decision names in backticks. */
export function undecided(dependencies: readonly string[], decisions: readonly string[]): string[] {
  return dependencies.filter((name) => !decisions.some((text) => text.includes(`\`${name}\``)))
}

/** Packages of a lock file that come from anywhere but the public registry. */
export function foreignPackages(lock: {
  packages: Record<string, { resolved?: string }>
}): string[] {
  return Object.entries(lock.packages)
    .filter(([, { resolved }]) => resolved?.includes('://') === true)
    .filter(([, { resolved }]) => !resolved!.startsWith('https://registry.npmjs.org/'))
    .map(([name]) => name)
}

/** What would tie a text to one machine: somebody's absolute paths, and addresses of private registries. */
const privatePatterns: readonly { readonly says: string; readonly pattern: RegExp }[] = [
  {
    says: 'an absolute path of one machine',
    pattern: /(?<![\w./@-])\/(?:home|root|Users|work|workspace|workspaces|mnt|builds)\/[\w.-]+/g,
  },
  {
    says: 'a hidden folder of somebody',
    pattern: /(?<![\w-])(?:~|\.\.)?\/\.(?!loci\b|ci\b|github\b|well-known\b)[a-z]{3,}[\w-]*\//g,
  },
  {
    says: 'a private registry',
    pattern:
      /https?:\/\/(?!registry\.npmjs\.org)[\w.-]*(?:registry|artifactory|nexus|verdaccio|npm-proxy)[\w.-]*/g,
  },
]

export function privateText(path: string, source: string): Violation[] {
  return privatePatterns.flatMap(({ says, pattern }) =>
    [...source.matchAll(pattern)].map((match) => ({
      path,
      line: lineAt(source, match.index),
      says: `${match[0]}: ${says}`,
    })),
  )
}
