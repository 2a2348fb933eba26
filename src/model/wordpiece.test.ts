import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lacksGolden, readGolden } from '../../test/embedder/minilm-data.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { BertText } from './bert-text.ts'
import { readStaticTable, shippedTablePath } from './static-table.ts'
import { WordPiece } from './wordpiece.ts'

const ID_COUNT_MAX = 256
const { pieces } = await readStaticTable(nodeDisk, shippedTablePath())
const wordPiece = new WordPiece(pieces)

function wordsOf(text: string): string[] {
  const words: string[] = []
  new BertText().forEachWord(text, (word) => {
    words.push(word)
    return true
  })
  return words
}

/** The same rules over the text as a whole, one pass a rule, as the models' first tokenizers had them. */
function naiveWords(text: string): string[] {
  const spaced = text
    .replace(/[\t\n\r]/g, ' ')
    .replace(/[\p{C}\ufffd]/gu, '')
    .replace(/\p{White_Space}/gu, ' ')
    .replace(
      /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu,
      ' $& ',
    )
  const plain = spaced.normalize('NFD').replace(/\p{Mn}/gu, '')
  // Character by character: a word's last sigma is no special case to these models.
  const lower = [...plain].map((character) => character.toLowerCase()).join('')
  const parted = lower.replace(/[!-/:-@[-`{-~\p{P}]/gu, ' $& ')
  return parted.split(' ').filter((word) => word !== '')
}

test('all golden texts have their golden ids', { skip: lacksGolden() }, () => {
  const golden = readGolden()
  assert.equal(golden.length, 25)
  for (const { text, ids } of golden) {
    assert.deepEqual(wordPiece.encodeFramed(text, ID_COUNT_MAX), ids, text)
  }
})

test('the longest piece wins, then the longest continuation', () => {
  const small = new WordPiece([
    '[UNK]',
    '[CLS]',
    '[SEP]',
    'un',
    'unaff',
    '##able',
    '##a',
    '##ffable',
  ])
  assert.deepEqual(small.encodeWord('unaffable'), [4, 5])
  assert.deepEqual(small.encodeWord('una'), [3, 6])
  assert.deepEqual(small.encodeWord('unab'), [0])
  assert.deepEqual(small.encodeFramed('un! UNA', 8), [1, 3, 0, 3, 6, 2])
})

test('text is split and folded as uncased BERT does it', () => {
  assert.deepEqual(wordsOf('Café—NAÏVE don’t'), ['cafe', '—', 'naive', 'don', '’', 't'])
  assert.deepEqual(wordsOf('a\u0000b\u200bc\u000bd\te\u00a0f'), ['abcd', 'e', 'f'])
  assert.deepEqual(wordsOf('去年x東京'), ['去', '年', 'x', '東', '京'])
  assert.deepEqual(wordsOf('ΟΔΟΣ İstanbul ẞ ≠'), ['οδοσ', 'istanbul', 'ß', '='])
  assert.deepEqual(wordsOf('$5+3=8'), ['$', '5', '+', '3', '=', '8'])
  assert.deepEqual(wordsOf('x\ud83dy'), ['xy'])
  assert.deepEqual(wordsOf(' \n '), [])
})

test('special tokens in a text are plain text', () => {
  const ids = wordPiece.encode('[SEP] [MASK]', ID_COUNT_MAX)
  const { start, end, unknown } = wordPiece.specials
  for (const special of [start, end, unknown]) assert.ok(!ids.includes(special))
})

test('a word of 100 code points is split, one of 101 is unknown, however many units they take', () => {
  const { unknown } = wordPiece.specials
  assert.notDeepEqual(wordPiece.encodeWord('a'.repeat(100)), [unknown])
  assert.deepEqual(wordPiece.encodeWord('a'.repeat(101)), [unknown])
  assert.deepEqual(wordPiece.encode('b'.repeat(300), 8), [unknown])
  // 60 letters beyond the basic plane take 120 units and are no vocabulary, but are looked at.
  const small = new WordPiece(['[UNK]', '[CLS]', '[SEP]', '𐌰', '##𐌰'])
  assert.equal(small.encode('𐌰'.repeat(60), 200).length, 60)
  assert.deepEqual(small.encode('𐌰'.repeat(101), 200), [0])
})

test('ids stop at the limit, and a frame keeps its end', () => {
  assert.equal(wordPiece.encode('word '.repeat(1_000), 7).length, 7)
  const framed = wordPiece.encodeFramed('word '.repeat(1_000), ID_COUNT_MAX)
  assert.equal(framed.length, ID_COUNT_MAX)
  assert.equal(framed.at(-1), wordPiece.specials.end)
})

test('any text is split as by the naive rules', () => {
  const letters = fc.constantFrom(
    ..."aZ é\u0301İΣς,'’[]-$+\t\n\u0000\u200b\u3000价東ñ한🙂\ud83d\u00df".split(''),
  )
  const text = fc.oneof(
    fc.string({ unit: letters, maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  fc.assert(
    fc.property(text, (one) => {
      assert.deepEqual(wordsOf(one), naiveWords(one))
    }),
    { seed: 9, numRuns: 500 },
  )
})

test('words spelt from their pieces are the words, when none is unknown', () => {
  const word = fc.stringMatching(/^[a-z]{1,20}$/)
  fc.assert(
    fc.property(word, (one) => {
      const ids = wordPiece.encodeWord(one)
      assert.equal(ids.map((id) => pieces[id]!.replace(/^##/, '')).join(''), one)
      assert.deepEqual(wordPiece.encodeWord(one), ids)
    }),
    { seed: 10 },
  )
})
