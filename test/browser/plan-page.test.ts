/** The planning page in a real browser: a search with its pictures and reasons, no plan as an answer, a refusal with its hint. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { DashboardPage, launchBrowser, whyNoBrowser } from './dashboard-page.ts'

const skip = whyNoBrowser()
const options = { skip }

let browser: Browser
before(async () => {
  if (skip === false) browser = await launchBrowser()
})
after(async () => {
  if (skip === false) await browser.close()
})

const region = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true })

async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).replaceAll(/\s+/g, ' ')
}

async function openPlanPage(more: { colorScheme?: 'dark' } = {}): Promise<DashboardPage> {
  const dashboard = await DashboardPage.open(browser, more)
  await dashboard.page.getByRole('link', { name: 'Plan', exact: true }).click()
  await dashboard.page.getByRole('heading', { name: 'Plan', level: 1 }).waitFor()
  return dashboard
}

test(
  'a search shows the chosen plan with its tier, its pictures, and why others were rejected',
  options,
  async () => {
    await using dashboard = await openPlanPage()
    const { page } = dashboard
    await page.getByLabel('Requests a second').fill('2')
    await page.getByLabel('Tokens of an answer').fill('40')
    await page.getByLabel('Devices', { exact: true }).fill('t4, l40s, h100-sxm')
    await page.getByRole('button', { name: 'Plan', exact: true }).click()
    const chosen = region(page, 'Chosen plan')
    await chosen.waitFor({ timeout: 60_000 })
    assert.match(await textOf(chosen), /T3.*TTFT .*\(.* to .*\).*vllm serve llama-3\.1-8b/)
    for (const name of [
      'Roofline',
      'Cache occupancy',
      'Pareto front',
      'Distribution of TTFT',
      'Distribution of TPOT',
      'Distribution of E2E',
    ]) {
      const picture = region(page, name).getByRole('img')
      await picture.waitFor()
      assert.ok((await picture.locator('path, circle').count()) > 0, name)
    }
    const rejected = region(page, 'Rejected plans')
    assert.match(await textOf(rejected), /t4\.tp1\.bf16\.b2048 out of memory by/)
    await page.getByText(/\d+ plans, \d+ estimated, \d+ simulated in \d+ runs/).waitFor()
    if (process.env.SCREENSHOT_FOLDER !== undefined) {
      await page.screenshot({ path: `${process.env.SCREENSHOT_FOLDER}/plan.png`, fullPage: true })
    }
    dashboard.check()
  },
)

test('no plan says why, and what cannot be asked says what would be right', options, async () => {
  await using dashboard = await openPlanPage({ colorScheme: 'dark' })
  const { page } = dashboard
  await page.getByLabel('Model').fill('llama-3.1-405b')
  await page.getByLabel('Devices', { exact: true }).fill('l4')
  const ask = page.getByRole('button', { name: 'Plan', exact: true })
  await ask.click()
  await region(page, 'No plan')
    .getByText(/out of memory/)
    .waitFor()
  await page.getByLabel('Devices', { exact: true }).fill('h1000-sxm')
  await ask.click()
  await page.getByText('Did you mean h100-sxm?').waitFor()
  await page.getByText('DEVICE_UNKNOWN').waitFor()
  dashboard.check(/404/)
})
