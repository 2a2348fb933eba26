/**
 * Templates of statements: what can be said of a subject, said otherwise, said more exactly, denied, changed, ended, or nearly said.
 *
 * Form: a block starts with `# domain kind subject`, where kind is `single` (one value at a time), `multi` (several may hold) or `fixed` (never
 * changes) and subject is `person` or `thing`; then lines `values`, `subjects` (things), `says`, `more`, `denies`, `changes`, `ends`, `near`. `{s}`,
 * `{p}`, `{o}`, `{their}` are the subject, its possessive, its object and its pronoun; `{x}` the value; `{lives}` a verb that agrees.
 */

export interface StatementTemplate {
  readonly domain: string
  readonly kind: 'single' | 'multi' | 'fixed'
  readonly isPerson: boolean
  readonly values: readonly string[]
  readonly subjects: readonly string[]
  readonly says: readonly string[]
  readonly more: readonly string[]
  readonly denies: readonly string[]
  readonly changes: readonly string[]
  readonly ends: readonly string[]
  readonly near: readonly string[]
}

export interface Subject {
  readonly s: string
  readonly p: string
  readonly o: string
  readonly their: string
  readonly isFirst: boolean
}

export function parseTemplates(text: string): StatementTemplate[] {
  return text
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [head, ...lines] = block.trim().split('\n')
      const [domain, kind, subject] = head!.split(' ')
      const listOf = (name: string, separator: string): string[] => {
        const line = lines.find((one) => one.startsWith(`${name}:`))
        if (line === undefined) return []
        // A comma inside a number separates nothing.
        const items = separator === ',' ? line.split(/,(?!\d{3})/) : line.split(separator)
        return items.map((item, at) => (at === 0 ? item.slice(name.length + 1) : item).trim())
      }
      return {
        domain: domain!,
        kind: kind as StatementTemplate['kind'],
        isPerson: subject === 'person',
        values: listOf('values', ','),
        subjects: listOf('subjects', ','),
        says: listOf('says', '|'),
        more: listOf('more', '|'),
        denies: listOf('denies', '|'),
        changes: listOf('changes', '|'),
        ends: listOf('ends', '|'),
        near: listOf('near', '|'),
      }
    })
}

const firstPerson = new Map([
  ['is', 'am'],
  ['has', 'have'],
  ['does', 'do'],
  ['goes', 'go'],
  ['was', 'was'],
])

/** `lives` to `live`, `studies` to `study`, `watches` to `watch`. */
function agreeing(verb: string, isFirst: boolean): string {
  if (!isFirst) return verb
  const known = firstPerson.get(verb)
  if (known !== undefined) return known
  if (verb.endsWith('ies')) return `${verb.slice(0, -3)}y`
  return verb.replace(/(?<=ch|sh|ss|x|z)es$|s$/, '')
}

export function fillStatement(form: string, subject: Subject, value: string): string {
  const text = form.replace(/\{(\w+)\}/g, (_whole, slot: string) => {
    if (slot === 'x') return value
    if (slot === 's') return subject.s
    if (slot === 'p') return subject.p
    if (slot === 'o') return subject.o
    if (slot === 'their') return subject.their
    return agreeing(slot, subject.isFirst)
  })
  return text[0]!.toUpperCase() + text.slice(1)
}
