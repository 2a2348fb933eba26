/** The governance page in a real browser: what memory is made of, a hold, a change that is taken back, a forgetting that verifies. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
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

const region = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true })

async function openGovernance(): Promise<DashboardPage> {
  const dashboard = await DashboardPage.open(browser, { width: 420 })
  await dashboard.call('POST', '/api/remember', {
    scope,
    turns: [{ text: 'I moved to Rome.', speaker: 'Ada' }],
  })
  await dashboard.visit('governance?scope=user%3Dada')
  return dashboard
}

async function giveReason(page: Page, reason: string, confirm: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: confirm }).click()
  await dialog.getByText('A reason is needed.').waitFor()
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: confirm }).click()
  await dialog.waitFor({ state: 'detached' })
}

test('a scope is held, released, forgotten, and its certificate verifies', options, async () => {
  await using dashboard = await openGovernance()
  const { page } = dashboard
  const coverage = region(page, 'Coverage')
  await coverage.getByRole('link', { name: /^token, / }).waitFor()
  assert.match((await coverage.innerText()).replaceAll(/\s+/g, ' '), /All 1 1/)
  const holds = region(page, 'Legal holds')
  await holds.getByText('Nothing is held.').waitFor()
  await holds.getByRole('button', { name: 'Hold user=ada' }).click()
  await giveReason(page, 'case 12', 'Hold')
  await holds.getByText('case 12').waitFor()
  await holds.getByRole('button', { name: 'Release user=ada' }).click()
  await giveReason(page, 'closed', 'Release')
  await holds.getByText('Nothing is held.').waitFor()
  const certificates = region(page, 'Forgetting certificates')
  await certificates.getByRole('button', { name: 'Forget user=ada' }).click()
  await giveReason(page, 'asked by letter', 'Erase for good')
  await certificates.getByText('asked by letter').waitFor()
  await certificates.getByRole('button', { name: 'Verify' }).click()
  await certificates.getByText('Valid').waitFor()
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.equal(overflow, 0)
  dashboard.check()
})

test('a change request shows its monitors and is taken back', options, async () => {
  await using dashboard = await openGovernance()
  const { page } = dashboard
  await dashboard.call('POST', '/api/governance/changes', {
    op: 'set-settings',
    patch: { turnDaysMax: 90 },
    author: 'ops',
    canaryShare: 10,
    evidence: ['fewer outdated answers'],
    thresholds: { emptyRecallShare: 0.05, recallMsP95: 1.5 },
  })
  const changes = region(page, 'Change requests')
  await changes.getByText('turnDaysMax: 90').waitFor()
  assert.match(
    (await changes.innerText()).replaceAll(/\s+/g, ' '),
    /being tried.*First for 10 % of owners.*Recalls that found nothing no samples no samples 5 % more/,
  )
  await changes.getByRole('button', { name: 'Roll back' }).click()
  await giveReason(page, 'not now', 'Roll back')
  await changes.getByText('taken back', { exact: true }).waitFor()
  assert.equal(await changes.getByRole('button', { name: 'Promote' }).count(), 0)
  dashboard.check()
})
