/** Languages by their function words, and recall across the endings of a language that is not English. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CubeId } from '../../store/cube.ts'
import { createOpenScopeIndex } from '../open-scope-index.ts'
import { languageOf } from './languages.ts'
import { stopwords } from './stopwords.ts'

const of = (text: string): string | null =>
  languageOf(text.split(' '), (word) => stopwords.has(word))

test('function words betray a language; doubt and English are null', () => {
  assert.equal(of('nosotros compramos dos gatos para el jardin'), 'spanish')
  assert.equal(of('ich habe gestern mit dem hund gespielt'), 'german')
  assert.equal(of('nous avons mange dans une creperie'), 'french')
  assert.equal(of('we bought two cats for the garden'), null)
  assert.equal(of('gatos'), null)
  assert.equal(of(''), null)
})

test('a turn in another language is found by another ending of its word, and English by its own', () => {
  const texts = [
    'Nosotros compramos dos gatos para el jardín',
    'Ella no tiene perros pero le gustan los caballos',
    'We bought two kettles for the kitchen',
  ]
  const row = (text: string, at: number) => ({
    id: `${at}` as CubeId,
    text,
    caption: null,
    role: 'user',
    speaker: null,
    session: `${at}`,
    saidAtMs: 0,
    kind: 'turn',
    createdSeq: at + 1,
  })
  const index = createOpenScopeIndex()(texts.map(row))
  const best = (text: string): string | undefined =>
    index.search({ text, nowMs: 0, topK: 1 })[0]?.id
  assert.equal(best('¿Quién tiene un gato?'), '0')
  assert.equal(best('caballo'), '1')
  assert.equal(best('Who has a kettle?'), '2')
})
