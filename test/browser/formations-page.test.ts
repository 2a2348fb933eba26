/** Formations, settings, pairs and core blocks in a real browser, with a model that says nothing useful at first. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { openScriptedUpstream, type ScriptedUpstream } from '../wire/scripted-upstream.ts'
import { DashboardPage, launchBrowser, whyNoBrowser } from './dashboard-page.ts'

const skip = whyNoBrowser()
const options = { skip }
const scope = { user: 'ada' }
const scopeQuery = 'scope=user%3Dada'

let browser: Browser
let upstream: ScriptedUpstream
before(async () => {
  if (skip !== false) return
  browser = await launchBrowser()
  upstream = await openScriptedUpstream()
})
after(async () => {
  if (skip !== false) return
  await browser.close()
  await upstream.close()
})

const region = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true })

test(
  'a failed window shows its code and the answer that was kept, and is tried again',
  options,
  async () => {
    upstream.play((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const message = { role: 'assistant', content: 'It rains in Lisbon: {"memory": [' }
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      response.end(JSON.stringify({ id: '1', object: 'chat.completion', model: 'm', choices }))
    })
    await using dashboard = await DashboardPage.open(browser, {
      serve: ['--model-url', upstream.url, '--model', 'm'],
    })
    const { page } = dashboard
    await dashboard.call('POST', '/api/remember', { scope, turns: 'I moved to Rome.' })
    await dashboard.visit(`formations?${scopeQuery}`)
    const settings = region(page, 'Settings')
    await region(page, 'Windows').getByText('Nothing was formed here yet.').waitFor()
    await settings.getByLabel('Pipeline').selectOption('mem0-v3')
    await settings.getByLabel('When memories are formed').selectOption('asked')
    await settings.getByLabel('Instructions').fill('Keep places.')
    await settings.getByRole('button', { name: 'Save settings' }).click()
    await page.getByText('Saved 3 settings.').first().waitFor()
    const windows = region(page, 'Windows')
    await windows.getByRole('button', { name: 'Form now' }).click()
    await windows.getByText('MODEL_INVALID_ANSWER').waitFor()
    await windows.getByRole('button', { name: 'More', exact: true }).click()
    await windows.locator('pre', { hasText: 'It rains in Lisbon' }).first().waitFor()
    await windows.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('It is tried again.').first().waitFor()
    await settings.getByRole('button', { name: 'Use what holds above: Instructions' }).click()
    await page.getByText('Saved 1 setting.').first().waitFor()
    await settings.getByText('Use what holds above').nth(2).waitFor({ state: 'detached' })
    assert.equal(await settings.getByLabel('Instructions').inputValue(), '')
    dashboard.check()
  },
)

test('a pair is kept apart and comes back by undo, another is merged', options, async () => {
  await using dashboard = await DashboardPage.open(browser)
  const { page } = dashboard
  for (const turns of ['The key is under the mat.', 'the key is under the mat']) {
    await dashboard.call('POST', '/api/remember', { scope, turns })
  }
  await dashboard.visit(`evolution?${scopeQuery}`)
  const pairs = region(page, 'Pairs')
  await pairs.getByText('They say the same').waitFor()
  await pairs.getByRole('button', { name: 'Keep apart' }).click()
  await pairs.getByText('Nothing waits for a decision.').waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
  await pairs.getByRole('button', { name: 'Merge' }).click()
  await pairs.getByText('Nothing waits for a decision.').waitFor()
  await region(page, 'Decisions')
    .getByText(/^Merged/)
    .waitFor()
  dashboard.check()
})

test('a core block is made, overfilled in vain, edited, and taken back', options, async () => {
  await using dashboard = await DashboardPage.open(browser, { width: 420 })
  const { page } = dashboard
  await dashboard.call('POST', '/api/remember', { scope, turns: 'Hello.' })
  await dashboard.visit(`blocks?${scopeQuery}`)
  await page.getByText('This scope has no core blocks.').waitFor()
  await page.getByRole('button', { name: 'New block' }).click()
  const form = region(page, 'New block')
  await form.getByLabel('Name').fill('persona')
  await form.getByLabel('Characters at most').fill('12')
  await form.getByLabel('Characters at most').press('Tab')
  await form.getByLabel('Text').fill('A calm helper.')
  await form.getByText('14 of 12 characters: 2 too many').waitFor()
  assert.equal(await form.getByRole('button', { name: 'Make the block' }).isDisabled(), true)
  await form.getByLabel('Text').fill('Calm.')
  await form.getByRole('button', { name: 'Make the block' }).click()
  const block = region(page, 'Block persona')
  await block.getByRole('button', { name: 'Edit' }).click()
  await block.getByLabel('Text').fill('Calm, short.')
  await block.getByRole('button', { name: 'Save version 2' }).click()
  await block.getByText('Version 2, ').waitFor()
  await block.getByRole('button', { name: 'Versions' }).click()
  await block.getByRole('button', { name: 'Undo version 2' }).click()
  await block.getByText('5 of 12 characters').waitFor()
  dashboard.check()
})
