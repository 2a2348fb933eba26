/**
 * `loci serve` as a process over a temporary store, for the browser tests.
 *
 * Listens on a free port of this machine; can be killed and started again on the same port, as after a crash.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from '../cli/bare-environment.ts'

const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))

function storeWords(folder: string): string[] {
  return ['--store', join(folder, 'loci.db'), '--json']
}

function launch(folder: string, port: string, more: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bin, 'serve', ...storeWords(folder), '--port', port, ...more], {
    cwd: folder,
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The address, once the process says that it listens; throws what it said when it ends instead. */
async function addressOf(child: ChildProcess): Promise<string> {
  let said = ''
  let complained = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complained += chunk.toString()
  })
  for await (const chunk of child.stdout!) {
    said += String(chunk)
    if (said.includes('\n')) return (JSON.parse(said) as { readonly url: string }).url
  }
  throw new Error(`loci serve ended: ${said}${complained}`)
}

export class ServedStore implements AsyncDisposable {
  readonly #folder: string
  #child: ChildProcess
  readonly #more: readonly string[]
  readonly url: string

  constructor(folder: string, child: ChildProcess, url: string, more: readonly string[]) {
    this.#folder = folder
    this.#child = child
    this.#more = more
    this.url = url
  }

  /** `more`: further words of `loci serve`. */
  static async open(more: readonly string[] = []): Promise<ServedStore> {
    const folder = mkdtempSync(join(tmpdir(), 'loci-browser-'))
    const child = launch(folder, '0', more)
    try {
      return new ServedStore(folder, child, await addressOf(child), more)
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** The secret of a new key that may do everything. */
  createKey(): string {
    const words = [bin, 'keys', 'create', 'browser', '--admin', ...storeWords(this.#folder)]
    const made = execFileSync(process.execPath, words, { cwd: this.#folder, encoding: 'utf8' })
    return (JSON.parse(made) as { readonly secret: string }).secret
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }

  /** The same store at the same address. */
  async restart(): Promise<void> {
    this.#child = launch(this.#folder, new URL(this.url).port, this.#more)
    await addressOf(this.#child)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
