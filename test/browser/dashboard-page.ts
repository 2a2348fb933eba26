/**
 * The dashboard in a real browser, over a store of its own.
 *
 * Invariant: whatever a test does, the page writes no error to the console (but those that the test names) and asks no other
 * origin for anything; `check` asserts both.
 */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { ServedStore } from './served-store.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const builtPage = fileURLToPath(new URL('../../dist/dashboard/index.html', import.meta.url))

/** Why the browser tests cannot run here; false when they can. */
export function whyNoBrowser(): string | false {
  if (!existsSync(executablePath)) {
    return `there is no browser at ${executablePath}: install chromium or set CHROMIUM_PATH`
  }
  return existsSync(builtPage) ? false : 'the dashboard is not built: npm run build'
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags })
}

export interface PageOptions {
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
  /** Further words of `loci serve`. */
  readonly serve?: readonly string[]
}

export class DashboardPage implements AsyncDisposable {
  readonly page: Page
  readonly store: ServedStore
  readonly #context: BrowserContext
  readonly #errors: string[] = []
  readonly #foreign: string[] = []

  constructor(page: Page, store: ServedStore, context: BrowserContext) {
    this.page = page
    this.store = store
    this.#context = context
  }

  /** With nothing kept from other pages of the browser. */
  static async open(browser: Browser, options: PageOptions = {}): Promise<DashboardPage> {
    const { width = 1280, colorScheme = 'light', serve = [] } = options
    const store = await ServedStore.open(serve)
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
    const opened = new DashboardPage(await context.newPage(), store, context)
    opened.#listen()
    await opened.visit('overview')
    return opened
  }

  async visit(hash: string): Promise<void> {
    await this.page.goto(`${this.store.url}/#/${hash}`)
    await this.page.getByRole('heading', { level: 1 }).waitFor()
  }

  /** One request to the gateway beside the page, as another client makes it. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer is in its assertions
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const response = await fetch(`${this.store.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    assert.ok(response.ok, `${method} ${path}: ${answer}`)
    return JSON.parse(answer)
  }

  /** Fills the empty store as a newcomer would. */
  async loadSampleLife(): Promise<void> {
    await this.page.getByRole('button', { name: 'Load the sample life' }).click()
    await this.page.getByRole('region', { name: 'Try the sample life' }).waitFor()
  }

  /** Waits until `read` gives true in the page. */
  async until(read: () => boolean): Promise<void> {
    await this.page.waitForFunction(read)
  }

  /** `expected`: errors that the test provoked, such as the answer 410 for a purged memory. */
  check(expected: RegExp = /^$/): void {
    assert.deepEqual(
      this.#errors.filter((error) => !expected.test(error)),
      [],
    )
    assert.deepEqual(this.#foreign, [])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
    await this.store[Symbol.asyncDispose]()
  }

  #listen(): void {
    const { page, store } = this
    page.on('console', (message) => {
      if (message.type() === 'error') this.#errors.push(message.text())
    })
    page.on('pageerror', (error) => this.#errors.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(`${store.url}/`)) this.#foreign.push(request.url())
    })
  }
}
