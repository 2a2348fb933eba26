/**
 * Finds functions in masked TypeScript by their brackets: parameter counts and body lengths.
 *
 * A function is a parameter list followed by a block or an arrow; a return type between them is skipped by the rule that a brace
 * after a type operator opens a type, any other opens the body. What it misreads is rare and errs to silence: a body that follows
 * a conditional type, or a ternary whose first branch is a call and whose second is an object.
 */

import { lineAt } from './source-file.ts'

export interface FoundFunction {
  readonly name: string
  readonly line: number
  readonly parameterCount: number
  /** Lines from the parameter list to the closing brace; 0 when there is no block. */
  readonly lineCount: number
}

const openers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const notFunctions = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'with',
  'return',
  'await',
  'super',
])
/** A brace after one of these belongs to a type. */
const typeOperator = /(?:[:|&<,([]|=>|\b(?:keyof|readonly|extends|is|infer|asserts))\s*$/

/** Position of the bracket that closes the one at `open`; the end of the text when there is none. */
export function closerOf(code: string, open: number): number {
  let depth = 0
  for (let at = open; at < code.length; at += 1) {
    const one = code[at]!
    if (one in openers) depth += 1
    else if (one === ')' || one === ']' || one === '}') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return code.length
}

/** Commas at the top level of a list, generics counted as brackets. */
export function countItems(list: string): number {
  const text = list.replaceAll('=>', '  ').trim().replace(/,$/, '')
  if (text === '') return 0
  let depth = 0
  let count = 1
  for (const one of text) {
    if ('([{<'.includes(one)) depth += 1
    else if (')]}>'.includes(one)) depth -= 1
    else if (one === ',' && depth === 0) count += 1
  }
  return count
}

/** Where the body after a parameter list begins: a brace, an arrow's expression, or null when it is only a call or a type. */
function bodyAfter(code: string, closed: number): { at: number; isBlock: boolean } | null {
  let at = closed + 1
  const skipBlanks = (): void => {
    while (/\s/.test(code[at] ?? '')) at += 1
  }
  skipBlanks()
  if (code[at] === '{') return { at, isBlock: true }
  const hasType = code[at] === ':'
  if (!hasType && !code.startsWith('=>', at)) return null
  let angle = 0
  for (; at < code.length; at += 1) {
    const one = code[at]!
    if (one === '<') angle += 1
    else if (one === '>' && code[at - 1] !== '=') angle -= 1
    else if (one === '=' && code[at + 1] === '>' && angle === 0) {
      at += 2
      skipBlanks()
      return { at, isBlock: code[at] === '{' }
    } else if (one === '{' && !typeOperator.test(code.slice(closed + 1, at))) {
      return angle === 0 ? { at, isBlock: true } : null
    } else if (one in openers) at = closerOf(code, at)
    else if (';=)}]'.includes(one) || (one === ',' && angle === 0)) return null
  }
  return null
}

export function findFunctions(code: string): FoundFunction[] {
  const found: FoundFunction[] = []
  for (let open = code.indexOf('('); open !== -1; open = code.indexOf('(', open + 1)) {
    const before = /([#\w$]+)?(?:<[^()]*>)?\s*$/.exec(code.slice(Math.max(0, open - 120), open))
    const name = before?.[1] ?? '(arrow)'
    if (
      notFunctions.has(name) &&
      !code
        .slice(closerOf(code, open) + 1)
        .trimStart()
        .startsWith('=>')
    ) {
      continue
    }
    const closed = closerOf(code, open)
    const body = bodyAfter(code, closed)
    if (body === null) continue
    const line = lineAt(code, open)
    found.push({
      name,
      line,
      parameterCount: countItems(code.slice(open + 1, closed)),
      lineCount: body.isBlock ? lineAt(code, closerOf(code, body.at)) - line + 1 : 0,
    })
  }
  return found
}
