/**
 * The texts at a path of a JSON value, in LangGraph's path language: `$` (all of it), `a.b`, `list[*]`, `list[0]`, `list[-1]`, `*` and
 * `{a,b.c}`. What is no text is given as JSON; what is not there gives none.
 */

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'all' }
  | {
      readonly kind: 'at'
      readonly index: number
    }
  | { readonly kind: 'several'; readonly paths: readonly string[] }

const stepPattern = /\[(?<index>\*|-?\d+)\]|\{(?<several>[^}]*)\}|(?<name>[^.[\]{}]+)/g

function stepsOf(path: string): Step[] {
  return [...path.matchAll(stepPattern)].map(({ groups }): Step => {
    const { index, several, name } = groups as Record<string, string | undefined>
    if (several !== undefined) {
      return { kind: 'several', paths: several.split(',').map((one) => one.trim()) }
    }
    if (index === '*' || name === '*') return { kind: 'all' }
    if (index !== undefined) return { kind: 'at', index: Number(index) }
    return { kind: 'field', name: name! }
  })
}

function textOf(value: unknown): string[] {
  if (value === null || value === undefined) return []
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)]
}

function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

function walk(value: unknown, steps: readonly Step[]): string[] {
  const [step, ...rest] = steps
  if (step === undefined) return textOf(value)
  switch (step.kind) {
    case 'field': {
      const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, step.name)
      return isThere ? walk((value as Record<string, unknown>)[step.name], rest) : []
    }
    case 'all':
      return membersOf(value).flatMap((member) => walk(member, rest))
    case 'at':
      return Array.isArray(value) ? walk(value.at(step.index), rest) : []
    case 'several':
      return step.paths.flatMap((path) => walk(value, [...stepsOf(path), ...rest]))
    default:
      return step satisfies never
  }
}

export function textsAtPath(value: unknown, path: string): string[] {
  return path === '$' || path === '' ? textOf(value) : walk(value, stepsOf(path))
}
