/** The scanner that the rules stand on: what is code, where functions are, what is imported. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countItems, findFunctions } from './functions.ts'
import { importsOf } from './imports.ts'
import { mask } from './mask.ts'
import { sourceFile } from './source-file.ts'

test('the mask keeps code and positions and blanks comments, strings and regular expressions', () => {
  const hole = '$'
  const source = `const a = 'x // y' // z\nconst b = /[/'"]/g, c = \`k ${hole}{f('q')} l\` /* m */ + d / e / g`
  const { code, text } = mask(source)
  const blank = `const a = '      '     \nconst b = /     /g, c = \`  ${hole}{f(' ')}  \`         + d / e / g`
  assert.equal(code, blank)
  assert.equal(text.includes('x // y'), true)
  assert.equal(text.includes('// z'), false)
  assert.equal(text.length, source.length)
})

test('a slash after a non-null assertion divides, after a negation it begins a regular expression', () => {
  assert.equal(mask('rows[0]! / (a) + b / c').code, 'rows[0]! / (a) + b / c')
  assert.equal(mask('if (!/(a/.test(b)) c').code, 'if (!/  /.test(b)) c')
})

test('a template hole may hold braces, templates and quotes', () => {
  const holes = (...parts: string[]): string => parts.join('$')
  const { code } = mask(holes('`a', '{{ b: `c', '{d}` }.b}e` + f'))
  assert.equal(code, holes('` ', '{{ b: ` ', '{d}` }.b} ` + f'))
})

test('functions are found whatever their form, with their lengths', () => {
  const { code } = mask(`
export async function one(a: number, b = { c: [1, 2] }): Promise<{ x: number }> {
  return { x: a }
}
class Two {
  constructor() {}
  get three(): { y: number } | null {
    return null
  }
  #four<T>(cases: readonly T[]): cases is T[] {
    for (const item of cases) {
      if (item) return true
    }
    return false
  }
}
const five = (a: string) => a
const six = items.map(({ a, b }) => {
  return a
})
interface Seven { eight(a: 1, b: 2): void; nine: (c: 3) => void }
`)
  assert.deepEqual(
    findFunctions(code).map(({ name, parameterCount, lineCount }) => [
      name,
      parameterCount,
      lineCount,
    ]),
    [
      ['one', 2, 3],
      ['constructor', 0, 1],
      ['three', 0, 3],
      ['#four', 1, 6],
      ['(arrow)', 1, 0],
      ['(arrow)', 1, 3],
      ['(arrow)', 1, 0],
    ],
  )
})

test('items are counted at the top level only', () => {
  assert.equal(countItems(''), 0)
  assert.equal(countItems(' a, '), 1)
  assert.equal(countItems('a: Map<K, V>, b: (x: 1, y: 2) => Z, { c, d }: E'), 3)
})

test('imports are read in every form and never out of comments or strings', () => {
  const file = sourceFile(
    'src/x.ts',
    `import type { A } from './a.ts'
import './b.ts'
export { c } from "./c.ts"
// import { d } from './d.ts'
const e = "import f from 'g'"
type H = import('./h.ts').H
const i = await import(e)
`,
  )
  assert.deepEqual(
    importsOf(file).map(({ specifier, line }) => [specifier, line]),
    [
      ['./a.ts', 1],
      ['./b.ts', 2],
      ['./c.ts', 3],
      ['./h.ts', 6],
      [null, 7],
    ],
  )
})
