/**
 * A copy of the checkout in a temporary folder, built there: what a newcomer has after `npm ci`, without touching the tree under test.
 *
 * Dependencies are the checkout's own, through links. Running servers and commands are started from the copy.
 */

import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Snippet } from '../docs/snippets.ts'
import { root } from '../tidy/source-file.ts'

const copied = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'assets',
  'bin',
  'scripts',
  'src',
  'dashboard',
  'docs',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
]
const leftOut = new Set(['node_modules', 'dist', '.loci'])
const START_LIMIT_MS = 15_000
const COMMAND_LIMIT_MS = 120_000

export interface Finished {
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

/** The environment of a newcomer: Node 24 and the folder's own commands first, nothing of ours set. */
export function cleanEnvironment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:LOCI_|NODE_TEST|NODE_OPTIONS|npm_)/.test(name),
  )
  const path = [
    join(folder, 'node_modules', '.bin'),
    dirname(process.execPath),
    process.env.PATH,
  ].join(':')
  return { ...Object.fromEntries(kept), PATH: path }
}

export function runIn(folder: string, command: string, parameters: readonly string[]): Finished {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: 'utf8',
    timeout: COMMAND_LIMIT_MS,
    env: cleanEnvironment(folder),
  })
  return {
    status,
    output: stdout ?? '',
    errors: `${stderr ?? ''}${error === undefined ? '' : error.message}`,
  }
}

/** Throws with the output when the command does not end with 0. */
export function mustRun(folder: string, command: string, parameters: readonly string[]): string {
  const { status, output, errors } = runIn(folder, command, parameters)
  if (status === 0) return output
  throw new Error(`${command} ${parameters.join(' ')} ended with ${status}\n${output}\n${errors}`)
}

export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `loci-${name}-`))
}

/** The checkout's packages by links, and its commands but for our own. */
function linkDependencies(folder: string): void {
  const from = join(root, 'node_modules')
  mkdirSync(folder)
  for (const name of readdirSync(from)) {
    if (name !== '.bin') symlinkSync(join(from, name), join(folder, name))
  }
  cpSync(join(from, '.bin'), join(folder, '.bin'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => basename(source) !== 'loci',
  })
}

/** The built copy's folder. Remove its parent when done. */
export function makeBuiltCopy(): string {
  const folder = join(temporaryFolder('clone'), 'loci')
  mkdirSync(folder)
  for (const name of copied) {
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (source) => !leftOut.has(basename(source)),
    })
  }
  linkDependencies(join(folder, 'node_modules'))
  mustRun(folder, process.execPath, ['scripts/build.ts'])
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

export interface RunningServer extends AsyncDisposable {
  readonly address: string
}

/** Starts `loci serve` on a free port, as the folder has it, and waits for its address. */
export async function startServer(folder: string, bin: string): Promise<RunningServer> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0'], {
    cwd: folder,
    env: cleanEnvironment(folder),
  })
  let printed = ''
  const address = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`loci serve ${why}:\n${printed}`))
    const timer = setTimeout(() => fail('printed no address in time'), START_LIMIT_MS)
    const read = (chunk: Buffer): void => {
      printed += chunk
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)
      if (found === null) return
      clearTimeout(timer)
      resolve(found[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => fail(`ended with ${code}`))
  })
  return {
    address,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** In place of npx, which takes a second to find the command that lies beside it. */
export const quickNpx = 'npx() { shift; node bin/loci.js "$@"; }\n'

/** Runs a snippet as printed, but for the port of the server and what a shell is told before. */
export function runSnippet(
  folder: string,
  snippet: Snippet,
  { address, before = '' }: { readonly address: string; readonly before?: string },
): Finished {
  const port = new URL(address).port
  const printed = snippet.body.replaceAll('127.0.0.1:7077', `127.0.0.1:${port}`)
  const body = snippet.language === 'bash' ? before + printed : printed
  if (snippet.language === 'bash') return runIn(folder, 'bash', ['-euo', 'pipefail', '-c', body])
  const file = `snippet-${snippet.name}.mjs`
  writeFileSync(join(folder, file), body)
  return runIn(folder, process.execPath, [file])
}
