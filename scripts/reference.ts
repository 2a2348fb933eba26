/**
 * `npm run reference`: docs/reference/ from the code, so that it cannot say what is not so.
 *
 * Pages: the command line from its help, the error table, the HTTP API from its OpenAPI document, the library's exports with their
 * documentation, and the named bounds. A test makes them again and compares (test/docs/reference.test.ts).
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { errorTable } from '../src/errors.ts'
import { openApiDocument } from './reference-openapi.ts'
import { createReferenceProgram } from './reference-program.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const made = '<!-- Made by npm run reference. Do not edit. -->'

function page(title: string, ...blocks: string[]): string {
  return `${[made, `# ${title}`, ...blocks].join('\n\n')}\n`
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function commandLinePage(): string {
  const { program, helpOf } = createReferenceProgram()
  const blocks: string[] = []
  const visit = (command: Command, words: string): void => {
    blocks.push(`## ${words}`, `\`\`\`text\n${helpOf(command)}\n\`\`\``)
    for (const child of command.commands) visit(child, `${words} ${child.name()}`)
  }
  visit(program, 'loci')
  return page('Command line', ...blocks)
}

function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([code, { status, exitCode, retryable, hint }]) => [
    `\`${code}\``,
    String(status),
    String(exitCode),
    retryable ? 'yes' : 'no',
    hint,
  ])
  return page(
    'Errors',
    'One table for every surface: the HTTP status, the exit code of the command line, whether the same call may succeed later, and what to do. ' +
      'Over HTTP an error is `{"error": {"code", "message", "hint", "retryable", "details"?}}`.',
    table(['code', 'HTTP', 'exit', 'retry', 'what to do'], rows),
  )
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesUnder(path)
      return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : []
    })
    .sort()
}

/** `export const NAME_MAX = 1_000` with the comment above it. */
const bound =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export const ([A-Z][A-Z0-9_]*_(?:MAX|DEFAULT|MS|CHARACTERS|BYTES))(?::[^=]+)? = ([\d_ *]+)$/gm

function limitsPage(): string {
  const rows = filesUnder(join(root, 'src')).flatMap((path) => {
    const found = [...readFileSync(path, 'utf8').matchAll(bound)]
    return found.map(([, comment = '', name, value]) => [
      `\`${name}\``,
      value!.trim().replaceAll('_', ' '),
      comment.replace(/\s*\n?\s*\*?\s+/g, ' ').trim(),
      `\`${relative(root, path)}\``,
    ])
  })
  return page(
    'Limits',
    'Every queue, cache and call has a bound with a name. Past a bound a call is refused whole (`INPUT_TOO_LARGE`, `INPUT_INVALID`, `TOO_BUSY`) or the ' +
      'least recently used entry goes.',
    table(['name', 'value', 'what', 'where'], rows),
  )
}

/** The declaration of an exported name, with its documentation, as it stands in the source. */
function declarationOf(name: string, source: string): string {
  const start = new RegExp(
    `^export (?:async )?(?:interface|type|class|function|const) ${name}\\b`,
    'm',
  ).exec(source)
  if (start === null) return ''
  const before = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n$/.exec(source.slice(0, start.index))?.[0] ?? ''
  const rest = source.slice(start.index)
  if (/^export (?:async )?(?:function|class)|^export const/.test(rest)) {
    return `${before}${rest.slice(0, rest.search(/ \{\n|\n/)).replace(/ = $/, '')}`
  }
  const end = rest.search(/\n(?=\n|\/\*\*|export )/)
  return `${before}${end === -1 ? rest : rest.slice(0, end)}`.trimEnd()
}

/** The names that an entry file passes on and those that it declares, each with its declaration. */
function declarationsOf(path: string, heading: string): string[] {
  const entry = readFileSync(join(root, path), 'utf8')
  const block = (name: string, source: string): string =>
    `${heading} ${name}\n\n\`\`\`ts\n${declarationOf(name, source)}\n\`\`\``
  const passedOn = [...entry.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/([^']+)'/g)].flatMap(
    ([, list, from]) => {
      const source = readFileSync(join(root, dirname(path), from!), 'utf8')
      const names = list!.split(',').map((item) => item.trim().replace(/^type /, ''))
      return names.filter((name) => name !== '').map((name) => block(name, source))
    },
  )
  const own = entry.matchAll(/^export (?:async )?(?:interface|type|class|function) (\w+)/gm)
  return [...passedOn, ...[...own].map(([, name]) => block(name!, entry))]
}

function libraryPage(): string {
  return page(
    'Library',
    "What `import … from 'loci'` gives. Types are as the package declares them.",
    ...declarationsOf('src/index.ts', '##'),
  )
}

/** Every entry of the package beside the main one. */
function entriesPage(): string {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { types: string } | string>
  }
  const blocks = Object.entries(exports).flatMap(([entry, to]) => {
    if (entry === '.' || typeof to === 'string') return []
    const path = to.types.replace('./dist/', 'src/').replace('.d.ts', '.ts')
    return [`## ${entry.replace('.', 'loci')}`, ...declarationsOf(path, '###')]
  })
  return page('Other entries', 'What each `import … from` gives beside `loci` itself.', ...blocks)
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
  }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: unknown }>>
  }
  readonly responses: Readonly<Record<string, { readonly description?: string }>>
}

/** Field names of a schema, optional ones with a question mark. */
function fieldsOf(schema: unknown): string {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: object
    required?: readonly string[]
  }
  return Object.keys(properties)
    .map((name) => (required.includes(name) ? `\`${name}\`` : `\`${name}?\``))
    .join(', ')
}

async function httpPage(): Promise<string> {
  const { paths } = (await openApiDocument()) as {
    paths: Record<string, Record<string, Operation>>
  }
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { summary = '', parameters = [], requestBody, responses }]) => {
        const query = parameters
          .filter((one) => one.in === 'query')
          .map(({ name, required }) => `\`${name}${required === true ? '' : '?'}\``)
        const body = fieldsOf(requestBody?.content['application/json']?.schema)
        const takes = [
          query.length === 0 ? '' : `query ${query.join(', ')}`,
          body === '' ? '' : `body ${body}`,
        ].filter((one) => one !== '')
        return [
          `\`${method.toUpperCase()} ${path}\``,
          summary,
          takes.join('; '),
          Object.keys(responses).join(' '),
        ]
      },
    ),
  )
  return page(
    'HTTP API',
    'From the OpenAPI document that the gateway serves at `/openapi.json`, where every field has its type.',
    table(['route', 'what', 'takes', 'answers'], rows),
  )
}

/** Page name -> text. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['cli.md', commandLinePage()],
    ['entries.md', entriesPage()],
    ['errors.md', errorsPage()],
    ['http.md', await httpPage()],
    ['library.md', libraryPage()],
    ['limits.md', limitsPage()],
  ])
}

if (import.meta.main) {
  for (const [name, text] of await referencePages())
    writeFileSync(join(root, 'docs', 'reference', name), text)
}
