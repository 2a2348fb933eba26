/** Every rule of style over every file of the project, and for each rule the proof that it can fail. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bannedCallRules, importTimeRule, wireNamesRule } from './banned-calls.ts'
import { exemptions } from './exemptions.ts'
import { layersRule } from './layers.ts'
import type { Rule } from './rule.ts'
import { shapeRules } from './sizes-and-names.ts'
import { codeFiles, sourceFile, type Violation } from './source-file.ts'

const rules: readonly Rule[] = [
  layersRule,
  ...bannedCallRules,
  importTimeRule,
  wireNamesRule,
  ...shapeRules,
]

function isExempt(rule: Rule, path: string): boolean {
  return exemptions.some((one) => one.rule === rule.name && one.path === path)
}

function judge(rule: Rule): { broken: Violation[]; exempted: Set<string> } {
  const broken: Violation[] = []
  const exempted = new Set<string>()
  for (const file of codeFiles.filter(({ path }) => rule.appliesTo(path))) {
    const violations = rule.check(file)
    if (violations.length === 0) continue
    if (isExempt(rule, file.path)) exempted.add(file.path)
    else broken.push(...violations)
  }
  return { broken, exempted }
}

for (const rule of rules) {
  test(`${rule.name}: ${rule.why}`, () => {
    const { broken, exempted } = judge(rule)
    assert.deepEqual(
      broken.map(({ path, line, says }) => `${path}:${line} ${says}`),
      [],
    )
    const idle = exemptions.filter((one) => one.rule === rule.name && !exempted.has(one.path))
    assert.deepEqual(idle, [], 'these exemptions are no longer needed: remove them')
  })

  test(`${rule.name} refuses its bad samples and passes its good ones`, () => {
    const isRefused = ({ path, source }: { path: string; source: string }): boolean =>
      rule.appliesTo(path) && rule.check(sourceFile(path, source)).length > 0
    for (const one of rule.bad) assert.ok(isRefused(one), `passed: ${one.path}\n${one.source}`)
    for (const one of rule.good) assert.ok(!isRefused(one), `refused: ${one.path}\n${one.source}`)
  })
}

test('every exemption names a rule, a file and a reason', () => {
  const names = rules.map((rule) => rule.name)
  const paths = codeFiles.map((file) => file.path)
  for (const { rule, path, reason } of exemptions) {
    assert.ok(names.includes(rule), `no rule ${rule}`)
    assert.ok(paths.includes(path), `no file ${path}`)
    assert.ok(reason.length > 20, `${path}: say why`)
  }
})
