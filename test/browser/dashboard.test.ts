/**
 * The dashboard, driven in a real browser against the real server: what a newcomer does in the first minutes, and what a careful
 * reader does after that.
 *
 * Elements are found by role and name, as assistive technology finds them.
 */

import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import {
  type EmbeddingsRequest,
  sendHealthy,
  sendJson,
  startEmbeddingsServer,
} from '../embedder/embeddings-server.ts'
import { DashboardPage, launchBrowser, whyNoBrowser } from './dashboard-page.ts'

const skip = whyNoBrowser()
const options = { skip }

const learningPages = ['graph', 'formations', 'evolution', 'blocks', 'governance']

let browser: Browser
before(async () => {
  if (skip === false) browser = await launchBrowser()
})
after(async () => {
  if (skip === false) await browser.close()
})

const sampleScope = encodeURIComponent('user=ines-sample')
const planned = 'The Portuguese way, Porto to Santiago, twelve days, the second half of May.'

const region = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true })

async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).replaceAll(/\s+/g, ' ')
}

/** Opens the memory that the guided strip proposes to correct. */
async function openPlannedMemory(page: Page): Promise<Locator> {
  await page.getByRole('link', { name: /Correct a memory/ }).click()
  await page.getByRole('link', { name: /twelve days/ }).click()
  const memory = page.getByRole('article', { name: 'Memory' })
  await memory.getByRole('button', { name: 'Edit' }).waitFor()
  return memory
}

test('an empty store offers the sample life, and one click fills the pages', options, async () => {
  await using dashboard = await DashboardPage.open(browser)
  const { page } = dashboard
  await page.getByRole('heading', { name: 'Nothing is remembered yet' }).waitFor()
  await dashboard.loadSampleLife()
  const changes = region(page, 'Recent changes').getByRole('listitem')
  await changes.nth(5).waitFor()
  assert.equal(await changes.count(), 6)
  await page.getByRole('link', { name: 'Conversations' }).click()
  await page.getByRole('heading', { name: 'October plans' }).waitFor()
  assert.equal(await page.locator('.conversation h2').count(), 6)
  assert.match(await textOf(page.getByRole('main')), /81 turns/)
  dashboard.check()
})

test(
  'a question shows hits with their reasons, a cited answer and the context',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page } = dashboard
    await dashboard.loadSampleLife()
    await page.getByRole('link', { name: /When did Ines adopt Biscuit/ }).click()
    const best = region(page, 'Hits').locator('.hit').first()
    await best.waitFor()
    assert.match(await textOf(best), /This morning I adopted a greyhound/)
    assert.match(
      await textOf(best.getByRole('list', { name: 'Why it ranks here' })),
      /words \+.*adopt/,
    )
    await region(page, 'Answer')
      .getByText(/adopted a greyhound/)
      .waitFor()
    await region(page, 'Answer').getByRole('link', { name: 'Citation 1' }).waitFor()
    await region(page, 'Context')
      .getByText(/greyhound/)
      .first()
      .waitFor()
    await best.getByRole('link', { name: /Source of hit 1/ }).click()
    await dashboard.until(
      () => document.activeElement?.textContent?.includes('adopted a greyhound') === true,
    )
    dashboard.check()
  },
)

test('what was never said is not made up', options, async () => {
  await using dashboard = await DashboardPage.open(browser)
  const { page } = dashboard
  await dashboard.loadSampleLife()
  await page.getByRole('link', { name: /blood type/ }).click()
  await region(page, 'Answer')
    .getByText(/do not know/)
    .waitFor()
  dashboard.check()
})

test(
  'a memory is edited, shows what changed beside its source, and the change is undone',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page } = dashboard
    await dashboard.loadSampleLife()
    const memory = await openPlannedMemory(page)
    const source = memory.getByRole('region', { name: 'Source' })
    assert.match(await textOf(source), /twelve days.*Pottery studio/)
    await memory.getByRole('button', { name: 'Edit' }).click()
    await memory.getByLabel('Text').fill(planned.replace('twelve', 'fourteen'))
    await memory.getByRole('button', { name: 'Save version 2' }).click()
    const versions = memory.getByRole('region', { name: 'Versions' })
    await versions.getByText('Version 2', { exact: true }).waitFor()
    assert.match(await textOf(versions.locator('del').first()), /twelve/)
    assert.match(await textOf(versions.locator('ins').first()), /fourteen/)
    assert.match(await textOf(source), /twelve days.*before it was edited/)
    await page.reload()
    await versions.getByRole('button', { name: 'Undo version 2' }).click()
    await versions.getByText('Version 3', { exact: true }).waitFor()
    assert.match(await textOf(memory.locator('.detail-text')), /twelve days/)
    dashboard.check()
  },
)

test(
  'a memory goes to the trash and comes back; a purge asks first and leaves a tombstone',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page } = dashboard
    await dashboard.loadSampleLife()
    const memory = await openPlannedMemory(page)
    await memory.getByRole('button', { name: 'Forget' }).click()
    await memory.getByText('in the trash').first().waitFor()
    await memory.getByRole('button', { name: 'Restore' }).click()
    await memory.getByRole('button', { name: 'Forget' }).waitFor()
    await memory.getByRole('button', { name: 'Purge' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await memory.getByRole('button', { name: 'Purge' }).click()
    await dialog.getByLabel(/Reason/).fill('asked by Ines')
    await dialog.getByRole('button', { name: 'Purge for good' }).click()
    await memory.getByText(/Reason: asked by Ines/).waitFor()
    assert.doesNotMatch(await textOf(page.getByRole('main')), /twelve days, the/)
    dashboard.check(/410/)
  },
)

test(
  'a file is imported, its bad line is reported, and the import is undone',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page } = dashboard
    await dashboard.visit('import')
    const lines = [
      '{"session":"Monday","speaker":"Ada","at":"2026-03-02T09:15:00Z","text":"I moved to Turin."}',
      '{"session":"Monday","speaker":"Ben"',
      '{"session":"Monday","speaker":"Ben","at":"2026-03-02T09:16:00Z","text":"When was that?"}',
    ]
    await page.getByLabel('File to import').setInputFiles({
      name: 'monday.jsonl',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(lines.join('\n')),
    })
    await page.getByRole('combobox', { name: /Scope/ }).fill('user=ada')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    const report = region(page, 'Import report')
    await report.getByRole('link', { name: 'See the conversations' }).waitFor()
    assert.match(await textOf(report), /Imported 2 There already 0 Refused 1/)
    assert.match(await textOf(report.getByRole('table')), /line 2 .*INPUT_/)
    await report.getByRole('button', { name: 'Undo this import' }).click()
    await page.getByText('2 memories moved to the trash').waitFor()
    await dashboard.visit(`memories?scope=${encodeURIComponent('user=ada')}&state=forgotten`)
    await page.getByRole('link', { name: /Turin/ }).waitFor()
    dashboard.check()
  },
)

test(
  'the keyboard alone reaches the content, the pages, the question, the source and the scope',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page } = dashboard
    await dashboard.loadSampleLife()
    await page.reload()
    await region(page, 'Try the sample life').waitFor()
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const element = document.activeElement
        return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
      })
    const tabTo = async (wanted: RegExp): Promise<void> => {
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press('Tab')
        if (wanted.test(await focused())) return
      }
      assert.fail(`60 tabs did not reach ${wanted}`)
    }
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'Skip to the content')
    await page.keyboard.press('Enter')
    await dashboard.until(() => document.activeElement?.tagName === 'MAIN')
    await tabTo(/^When did Ines adopt/)
    await page.keyboard.press('Enter')
    await dashboard.until(() => document.activeElement?.textContent === 'Recall')
    await page.keyboard.press('Control+k')
    await dashboard.until(() => document.activeElement?.id === 'question')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Where does Ines play the accordion?')
    await page.keyboard.press('Enter')
    await region(page, 'Hits')
      .getByText(/accordion/)
      .first()
      .waitFor()
    await tabTo(/^Source of hit 1/)
    await page.keyboard.press('Enter')
    await dashboard.until(() => document.activeElement?.classList.contains('wanted') === true)
    await page.keyboard.press('Shift+Tab')
    const scope = page.getByRole('combobox', { name: 'Scope' })
    await scope.focus()
    await page.keyboard.press('ArrowDown')
    assert.equal(await scope.getAttribute('aria-expanded'), 'true')
    await page.keyboard.press('Escape')
    assert.equal(await scope.getAttribute('aria-expanded'), 'false')
    dashboard.check()
  },
)

test(
  'every control has a name, every page one main heading and its landmarks',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page } = dashboard
    await dashboard.loadSampleLife()
    const pages = ['overview', 'conversations', 'memories', 'import', 'recall?q=Where+is+Biscuit']
    for (const name of [...pages, ...learningPages]) {
      await dashboard.visit(name)
      await dashboard.until(() => document.querySelector('.loading-lines') === null)
      const found = await page.evaluate(() => {
        const nameOf = (element: Element): string => {
          const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
          const words = [
            element.getAttribute('aria-label'),
            element.textContent,
            ...labels.map((label) => label.textContent),
          ]
          return words.join('').trim()
        }
        const controls = [...document.querySelectorAll('button, a[href], input, select')]
        return {
          nameless: controls
            .filter((one) => nameOf(one) === '' && one.closest('label') === null)
            .map((one) => one.outerHTML),
          headings: document.querySelectorAll('h1').length,
          landmarks: ['header', 'nav', 'main'].filter(
            (tag) => document.querySelector(tag) === null,
          ),
          title: document.title,
        }
      })
      assert.deepEqual(found.nameless, [], name)
      assert.deepEqual(found.landmarks, [], name)
      assert.equal(found.headings, 1, name)
      assert.match(found.title, /Loci$/)
    }
    dashboard.check()
  },
)

test(
  'dark and light follow the system until one is chosen, and the choice is kept',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser, { colorScheme: 'dark' })
    const { page } = dashboard
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const dark = await ground()
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await ground()
    assert.notEqual(dark, light)
    await page.getByRole('button', { name: /Theme: system/ }).click()
    await page.getByRole('button', { name: /Theme: light/ }).click()
    await page.getByRole('button', { name: /Theme: dark/ }).waitFor()
    assert.equal(await ground(), dark)
    await page.reload()
    await page.getByRole('button', { name: /Theme: dark/ }).waitFor()
    assert.equal(await ground(), dark)
    dashboard.check()
  },
)

test('no page is wider than a narrow phone', options, async () => {
  await using dashboard = await DashboardPage.open(browser, { width: 360 })
  const { page } = dashboard
  await dashboard.loadSampleLife()
  const pages = [
    'overview',
    `conversations?scope=${sampleScope}`,
    `memories?scope=${sampleScope}`,
    `recall?scope=${sampleScope}&q=When+did+Ines+adopt+Biscuit`,
    'import',
    ...learningPages,
  ]
  for (const name of pages) {
    await dashboard.visit(name)
    await dashboard.until(() => document.querySelector('.loading-lines') === null)
    if (name.startsWith('recall')) await region(page, 'Hits').locator('.hit').first().waitFor()
    const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.equal(overflowPx, 0, name)
  }
  dashboard.check()
})

test(
  'when the server dies, the draft stays, the page says so, and it goes on after a restart',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page, store } = dashboard
    await dashboard.loadSampleLife()
    const memory = await openPlannedMemory(page)
    await memory.getByRole('button', { name: 'Edit' }).click()
    const draft = memory.getByLabel('Text')
    await draft.fill(planned.replace('twelve', 'ten'))
    await store.kill()
    await page.getByText('Reconnecting').waitFor()
    await memory.getByRole('button', { name: 'Save version 2' }).click()
    await page.getByText('The gateway did not answer.').first().waitFor()
    assert.match(await draft.inputValue(), /ten days/)
    await store.restart()
    await page.locator('.live-badge.open').waitFor()
    await memory.getByRole('button', { name: 'Save version 2' }).click()
    await memory.getByText('Version 2', { exact: true }).waitFor()
    assert.match(await textOf(memory.locator('.detail-text')), /ten days/)
    dashboard.check(/ERR_|Failed to load/)
  },
)

test(
  'requests of others arrive in the charts, and a change elsewhere on the open page',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page, store } = dashboard
    await dashboard.loadSampleLife()
    const body = JSON.stringify({
      scope: { user: 'ada' },
      turns: 'Ada takes her tea without milk.',
    })
    const headers = { 'content-type': 'application/json' }
    await fetch(`${store.url}/api/remember`, { method: 'POST', headers, body })
    await region(page, 'Recent changes').getByText('Ada takes her tea without milk.').waitFor()
    await region(page, 'Live requests').getByText('POST /api/remember').waitFor()
    await page.getByRole('button', { name: 'Verify the store' }).click()
    await region(page, 'Store').getByText('Sound').waitFor()
    dashboard.check()
  },
)

test(
  'a gateway that wants a key gets one, and a wrong key is said to be wrong',
  options,
  async () => {
    await using dashboard = await DashboardPage.open(browser)
    const { page, store } = dashboard
    const key = store.createKey()
    await page.reload()
    const box = page.getByLabel('Key', { exact: true })
    await box.fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('That key was refused').waitFor()
    await box.fill(key)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Nothing is remembered yet' }).waitFor()
    await page.locator('.live-badge.open').waitFor()
    dashboard.check(/401/)
  },
)

test(
  'vectors on their way are shown with what holds them up, and recall says what it lacks',
  options,
  async () => {
    let isDown = false
    const answer = (response: ServerResponse, body: EmbeddingsRequest): void => {
      if (isDown) sendJson(response, 503, { error: 'overloaded' })
      else void sendHealthy(response, body)
    }
    await using server = await startEmbeddingsServer(new Array(1_000).fill(answer))
    const serve = ['--embedder', 'http', '--embedder-url', server.url, '--embedder-model', 'tiny']
    await using dashboard = await DashboardPage.open(browser, { serve })
    const { page } = dashboard
    isDown = true
    await dashboard.loadSampleLife()
    const understanding = region(page, 'Understanding')
    await understanding.getByRole('progressbar', { name: 'Vectors of tiny' }).waitFor()
    await understanding.getByText(/could not be made last time/).waitFor()
    await dashboard.visit(`recall?scope=${sampleScope}&q=biscuit`)
    await region(page, 'Hits')
      .getByText(/tiny was left out/)
      .waitFor()
    isDown = false
    await dashboard.visit('overview')
    await understanding.getByText('words, table and tiny').waitFor()
    await understanding.getByRole('progressbar').waitFor({ state: 'detached' })
    dashboard.check()
  },
)
