/** The graph page and a memory's life in a real browser: both clocks of facts, and the way from a fact to its story. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { DashboardPage, launchBrowser, whyNoBrowser } from './dashboard-page.ts'

const skip = whyNoBrowser()
const options = { skip }
const scope = { user: 'ada' }

let browser: Browser
before(async () => {
  if (skip === false) browser = await launchBrowser()
})
after(async () => {
  if (skip === false) await browser.close()
})

const lives = (object: string, validFrom: string): object => ({
  subject: 'Ada',
  relation: 'lives in',
  object,
  validFrom,
})

async function openFacts(): Promise<DashboardPage> {
  const dashboard = await DashboardPage.open(browser, { width: 420, colorScheme: 'dark' })
  await dashboard.call('POST', '/api/remember', { scope, turns: 'Hello.' })
  await dashboard.visit('graph?scope=user%3Dada')
  await dashboard.page.getByText('No facts are known here.').waitFor()
  await dashboard.call('POST', '/api/facts', {
    scope,
    facts: [
      lives('Paris', '2018-01-01'),
      { subject: 'Ben', relation: 'knows', object: 'Ada', validFrom: '2019-01-01' },
    ],
  })
  await dashboard.call('POST', '/api/facts', { scope, facts: [lives('Rome', '2022-01-01')] })
  await dashboard.page.locator('input[type="range"]:enabled').nth(1).waitFor()
  return dashboard
}

test(
  'the graph shows what held then by what was known then, also on a narrow screen',
  options,
  async () => {
    await using dashboard = await openFacts()
    const { page } = dashboard
    const facts = page.getByRole('region', { name: 'Facts' })
    await facts.getByRole('link', { name: 'Ada lives in Rome' }).waitFor()
    assert.equal(await facts.getByRole('row').count(), 3)
    assert.equal(await facts.getByText('Paris').count(), 0)
    const slider = page.getByRole('slider', { name: 'Valid at, moments of change' })
    await slider.press('Home')
    await facts.getByRole('link', { name: 'Ada lives in Paris' }).waitFor()
    assert.equal(await facts.getByRole('row').count(), 2)
    assert.match(page.url(), /valid=\d+/)
    await page
      .getByRole('group', { name: /^Valid at/ })
      .getByRole('button', { name: 'Now' })
      .click()
    await page.getByRole('slider', { name: 'Known at, moments of change' }).press('Home')
    await facts.getByRole('link', { name: 'Ada lives in Paris' }).waitFor()
    await page.getByRole('searchbox', { name: 'Name or relation' }).fill('knows')
    const graph = page.getByRole('region', { name: 'Graph' })
    await graph.getByRole('link', { name: 'Facts about Ben' }).waitFor()
    assert.equal(await facts.getByRole('row').count(), 2)
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.equal(overflow, 0)
    dashboard.check()
  },
)

test('a fact leads to its life: formed from, gave way to, and what ended it', options, async () => {
  await using dashboard = await openFacts()
  const { page } = dashboard
  await page.getByRole('slider', { name: 'Valid at, moments of change' }).press('Home')
  await page
    .getByRole('region', { name: 'Graph' })
    .getByRole('link', { name: /Paris/ })
    .first()
    .waitFor()
  await page
    .getByRole('region', { name: 'Facts' })
    .getByRole('link', { name: 'Ada lives in Paris' })
    .click()
  const life = page.getByRole('region', { name: 'Life' })
  await life.getByText('Gave way to').waitFor()
  await page
    .getByRole('region', { name: 'Versions' })
    .getByText(/→ archived; held until/)
    .waitFor()
  await life.getByRole('link', { name: 'Ada lives in Rome.' }).click()
  await life.getByText('Took the place of').waitFor()
  assert.match(await life.innerText(), /Formed from/)
  dashboard.check()
})
