/** Sizes, file names, headers and comments: the shape of a file. */

import { findFunctions } from './functions.ts'
import type { Rule } from './rule.ts'
import { isShipped, isTest, type SourceFile, type Violation, violationsOf } from './source-file.ts'

export const FILE_LINES_MAX = 500
export const FUNCTION_LINES_MAX = 70
export const PARAMETERS_MAX = 4
const HEADER_CHARACTERS_MIN = 40

const everywhere = (): boolean => true
const at = (file: SourceFile, line: number, says: string): Violation => ({
  path: file.path,
  line,
  says,
})
const lines = (count: number): string => '  work()\n'.repeat(count)
const sample = (
  source: string,
  path = 'src/memory/sample.ts',
): { path: string; source: string } => ({ path, source })

const fileSize: Rule = {
  name: 'file-size',
  why: 'a file is one idea',
  appliesTo: everywhere,
  check: (file) =>
    file.lineCount <= FILE_LINES_MAX
      ? []
      : [at(file, FILE_LINES_MAX, `${file.lineCount} lines; the limit is ${FILE_LINES_MAX}`)],
  bad: [sample(lines(501))],
  good: [sample(lines(500))],
}

const functionSize: Rule = {
  name: 'function-size',
  why: 'a function fits on a screen',
  // The body of a describe or a long scripted test is a list, not a function that must be understood whole.
  appliesTo: (path) => !isTest(path),
  check: (file) =>
    findFunctions(file.code)
      .filter((one) => one.lineCount > FUNCTION_LINES_MAX)
      .map((one) =>
        at(
          file,
          one.line,
          `${one.name} has ${one.lineCount} lines; the limit is ${FUNCTION_LINES_MAX}`,
        ),
      ),
  bad: [
    sample(`function f(): void {\n${lines(70)}}\n`),
    sample(`const f = (): { a: number } => {\n${lines(70)}}\n`),
    sample(
      `class A {\n  async #f<T extends { x: 1 }>(a: T): Promise<{ b: T }> {\n${lines(70)}  }\n}\n`,
    ),
  ],
  good: [sample(`function f(): void {\n${lines(68)}}\nif (x) {\n${lines(90)}}\n`)],
}

const parameters: Rule = {
  name: 'parameters',
  why: 'past four, the order is a riddle: pass an object',
  // A kernel is called across a boundary that no object crosses.
  appliesTo: (path) => !path.startsWith('src/kernels/assembly/'),
  check: (file) =>
    findFunctions(file.code)
      .filter((one) => one.parameterCount > PARAMETERS_MAX)
      .map((one) =>
        at(
          file,
          one.line,
          `${one.name} has ${one.parameterCount} parameters; the limit is ${PARAMETERS_MAX}`,
        ),
      ),
  bad: [
    sample('function f(a: 1, b: 2, c: 3, d: 4, e: 5): void {}\n'),
    sample('const f = (a: 1, b: 2, c: 3, d: 4, e: 5) => a\n'),
  ],
  good: [
    sample(
      'function f(a: Map<1, 2>, { b, c }: X, d: (x: 1, y: 2) => void, e = [1, 2]): void {}\ncall(1, 2, 3, 4, 5)\n',
    ),
  ],
}

const header: Rule = {
  name: 'header',
  why: 'a file says which decision it owns before it shows code',
  appliesTo: (path) =>
    isShipped(path) || path.startsWith('scripts/') || path.startsWith('examples/'),
  check: (file) => {
    const found = /^(?:#!.*\n)?\s*\/\*\*?([\s\S]*?)\*\//.exec(file.source)?.[1] ?? ''
    const words = found.replace(/[\s*]+/g, ' ').trim()
    return words.length >= HEADER_CHARACTERS_MIN || words.split(' ').length > 3
      ? []
      : [
          at(
            file,
            1,
            'begins with a header comment: the decision it owns, its invariant, what it does not do',
          ),
        ]
  },
  bad: [sample('export const x = 1\n'), sample('/** X. */\nexport const x = 1\n')],
  good: [sample('/** Named bounds of memory calls, in one place. */\nexport const x = 1\n')],
}

const fileName: Rule = {
  name: 'file-name',
  why: 'a name that says nothing collects everything',
  appliesTo: everywhere,
  check: ({ path }) => {
    const parts = path.split('/')
    const stem = parts
      .at(-1)!
      .replace(/(?:\.(?:property|storm|test|generated|config|d))*\.(?:tsx?|m?js)$/, '')
    const vague = [...parts.slice(0, -1), stem].find((part) =>
      /^(?:utils?|helpers?|common|misc|shared|lib)$/.test(part),
    )
    if (vague !== undefined)
      return [{ path, line: 1, says: `"${vague}" is no idea: name the file after its main export` }]
    if (stem === 'index' && path.startsWith('src/') && path !== 'src/index.ts') {
      return [{ path, line: 1, says: 'no barrels: import the file that has it' }]
    }
    return /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(stem)
      ? []
      : [{ path, line: 1, says: `${stem} is not kebab-case` }]
  },
  bad: [
    sample('', 'src/memory/utils.ts'),
    sample('', 'src/common/clock.ts'),
    sample('', 'src/memory/scopeIndex.ts'),
    sample('', 'src/memory/index.ts'),
  ],
  good: [sample('', 'src/memory/scope-index.ts'), sample('', 'src/memory/filter.property.test.ts')],
}

const suppressions: Rule = {
  name: 'suppressions',
  why: 'a silenced compiler is a bug that waits',
  appliesTo: everywhere,
  check: (file) =>
    violationsOf(
      file,
      file.source,
      /@ts-(?:ignore|nocheck)\b|@ts-expect-error\s*$|biome-ignore[^:\n]*(?::\s*)?$/gm,
      (match) =>
        file.path.startsWith('test/tidy/')
          ? null
          : `${match[0]}: fix it, or say why on the same line`,
    ),
  bad: [sample(`// ${'@ts-'}ignore\nx()\n`)],
  good: [
    sample(
      '// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point\n',
    ),
  ],
}

const unfinished: Rule = {
  name: 'unfinished',
  why: 'a promise without an issue id is forgotten',
  appliesTo: everywhere,
  check: (file) =>
    file.path.startsWith('test/tidy/')
      ? []
      : violationsOf(
          file,
          file.source,
          /\b(?:TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/g,
          (match) => `${match[0]} without an issue id`,
        ),
  bad: [sample('// TODO: later\n'), sample('// FIXME\n')],
  good: [sample('// TODO(#12): when the driver lands\n')],
}

export const shapeRules: readonly Rule[] = [
  fileSize,
  functionSize,
  parameters,
  header,
  fileName,
  suppressions,
  unfinished,
]
