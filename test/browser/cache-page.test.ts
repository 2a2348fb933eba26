/** The cache page in a real browser: figures that follow the chats, the gate's reasons, and taking answers out after a look. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { counting } from '../wire/cached-chats.ts'
import { openScriptedUpstream, type ScriptedUpstream } from '../wire/scripted-upstream.ts'
import { DashboardPage, launchBrowser, whyNoBrowser } from './dashboard-page.ts'

const skip = whyNoBrowser()
const options = { skip }

let browser: Browser
let upstream: ScriptedUpstream
before(async () => {
  if (skip !== false) return
  browser = await launchBrowser()
  upstream = await openScriptedUpstream()
  upstream.play(counting())
})
after(async () => {
  if (skip !== false) return
  await browser.close()
  await upstream.close()
})

const region = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true })

async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).replaceAll(/\s+/g, ' ')
}

async function chat(dashboard: DashboardPage, content: string): Promise<string | null> {
  const response = await fetch(`${dashboard.store.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }),
  })
  await response.text()
  return response.headers.get('x-loci-cache')
}

const openCachePage = async (): Promise<DashboardPage> => {
  const dashboard = await DashboardPage.open(browser, {
    serve: ['--upstream-url', upstream.url],
  })
  await dashboard.page.getByRole('link', { name: 'Cache' }).click()
  await dashboard.page.getByRole('heading', { name: 'Cache', level: 1 }).waitFor()
  return dashboard
}

test(
  'the page fills as chats go by: hit rate, savings, near-misses with their reason',
  options,
  async () => {
    await using dashboard = await openCachePage()
    const { page } = dashboard
    await page.getByText('Nothing was asked yet.').waitFor()
    const question = 'How do I start a car in winter?'
    assert.equal(await chat(dashboard, question), 'miss')
    assert.equal(await chat(dashboard, question), 'hit-exact')
    await page.locator('.tile', { hasText: 'Hit rate' }).getByText('50.0 %').waitFor()
    const categories = region(page, 'Categories')
    assert.match(await textOf(categories), /Category Kept Asked Hit rate.* 1 2 50\.0 %/)
    await chat(dashboard, 'How do I stop a car in winter?')
    const nearMisses = region(page, 'Near-misses')
    await nearMisses.getByText('How do I stop a car in winter?').waitFor()
    assert.match(await textOf(nearMisses), /negation.*stored: How do I start a car in winter\?/)
    assert.match(await textOf(region(page, 'Break-even')), /Pays above/)
    await region(page, 'Similarity').locator('.histogram-bar').first().waitFor()
    const price = categories.getByLabel('Price of a million tokens')
    await price.fill('1000000')
    await price.press('Tab')
    await page.locator('.tile', { hasText: 'Cost saved' }).getByText('3.00').waitFor()
    dashboard.check()
  },
)

test('answers are taken out after a look at what would go', options, async () => {
  await using dashboard = await openCachePage()
  const { page } = dashboard
  await chat(dashboard, 'What is the capital of France?')
  await chat(dashboard, 'What is the capital of Finland?')
  await page.locator('.tile', { hasText: 'Answers kept' }).getByText('2', { exact: true }).waitFor()
  const panel = region(page, 'Take answers out')
  const look = panel.getByRole('button', { name: 'See what would go' })
  assert.equal(await look.isDisabled(), true)
  await panel.getByLabel('Text in question or answer').fill('france')
  await look.click()
  await panel.getByText('1 answer would go.').waitFor()
  await panel.getByLabel('Text in question or answer').fill('fin')
  await panel.getByText('1 answer would go.').waitFor({ state: 'detached' })
  await look.click()
  await panel.getByRole('button', { name: 'Take 1 answer out' }).click()
  await page.getByText('Took 1 answer out of the cache.').first().waitFor()
  await page.locator('.tile', { hasText: 'Answers kept' }).getByText('1', { exact: true }).waitFor()
  assert.equal(await chat(dashboard, 'What is the capital of Finland?'), 'refused')
  assert.equal(await chat(dashboard, 'What is the capital of France?'), 'hit-exact')
  await panel.getByLabel('Scope').fill('ada')
  await panel.getByText('Write the scope as').waitFor()
  dashboard.check()
})

test('a gateway without a cache says how to get one', options, async () => {
  await using dashboard = await DashboardPage.open(browser, { serve: ['--cache', 'off'] })
  await dashboard.visit('cache')
  await dashboard.page
    .getByText(/--cache off/)
    .first()
    .waitFor()
  dashboard.check(/404/)
})
