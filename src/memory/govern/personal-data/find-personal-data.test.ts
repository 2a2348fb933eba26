/** What is found and what is left alone: by kind, overlaps, odd scripts, and texts made to be slow. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measurePersonalData } from '../../../bench/governance/personal-data-measure.ts'
import { findPersonalData, personalDataKinds } from './find-personal-data.ts'

function found(text: string): [string, string][] {
  return findPersonalData(text).map(({ kind, from, to }) => [kind, text.slice(from, to)])
}

test('every kind has a name of its own and a global pattern', () => {
  const names = personalDataKinds.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  assert.ok(names.length >= 40, `${names.length} kinds`)
  assert.ok(personalDataKinds.every(({ pattern }) => pattern.global))
})

test('findings are exact, in order, and never overlap', () => {
  assert.deepEqual(
    found(
      'Mail mara@example.com or call +1 415 555 0132; the IBAN is DE89 3704 0044 0532 0130 00.',
    ),
    [
      ['email', 'mara@example.com'],
      ['phone', '+1 415 555 0132'],
      ['iban', 'DE89 3704 0044 0532 0130 00'],
    ],
  )
  assert.deepEqual(found('postgres://app:s3cr3t-w0rd@db.example.com/main'), [
    ['url-credentials', 'app:s3cr3t-w0rd'],
  ])
})

test('a number without a word that says what it is, is a number', () => {
  assert.deepEqual(found('We counted 123456782 birds and 021000021 stars.'), [])
  assert.deepEqual(found('My tax file number is 123 456 782.'), [['australia-tfn', '123 456 782']])
  assert.deepEqual(found('A wrong card: 4111 1111 1111 1112'), [])
})

test('it is found beside every script, with offsets in UTF-16 units', () => {
  assert.deepEqual(found('👩‍👩‍👧 メールは taro@example.jp です'), [['email', 'taro@example.jp']])
  assert.deepEqual(found('пароль: Секрет-123!'), [['password', 'Секрет-123!']])
  assert.deepEqual(found('اكتب إلى noor@example.org غداً'), [['email', 'noor@example.org']])
})

test('texts that are made to be slow are read in one go', () => {
  const evil = ['1 ', 'a@', 'A1', 'password ', '1234-', 'member number on file is ', 'eyJ', '[1']
  for (const piece of evil) {
    const findings = findPersonalData(piece.repeat(Math.floor(300_000 / piece.length)))
    assert.ok(findings.length >= 0)
  }
  assert.equal(found('-----BEGIN PRIVATE KEY-----'.repeat(2_000)).length, 2_000)
})

test('[DMMGOV-PII-1] nine of ten made-up values of every kind are found, and two of a hundred clean texts at most', () => {
  const measured = measurePersonalData({ seed: 17, perKind: 10, cleanCount: 1_000 })
  assert.ok(measured.kindCount >= 40)
  assert.ok(measured.found / measured.tried >= 0.9, measured.missed.join('\n'))
  assert.ok(measured.cleanFlagged <= 20, measured.flagged.join('\n'))
})
