/** `loci models tokenize` and `detokenize`: a text as a model sees it, and back. */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts'
import { type CliContext, onRun } from '../cli-command.ts'
import { countText, safeLine, tableLines } from '../layout.ts'
import type { Output } from '../output.ts'
import { readInputText } from '../read-input.ts'

interface TokenizeOptions {
  readonly addSpecial?: boolean
  readonly parseSpecial?: boolean
}

interface DetokenizeOptions {
  readonly skipSpecial?: boolean
}

const INPUT_BYTES_MAX = 64 * 1024 * 1024

async function openFor(context: CliContext, path: string, output: Output): Promise<Tokenizer> {
  const { openTokenizerFile } = await import('../../model/tokenizer/open-tokenizer-file.ts')
  const tokenizer = await openTokenizerFile(context.host.disk, path)
  for (const note of tokenizer.notes) output.note(note)
  return tokenizer
}

function idsOf(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      if (/^\d{1,9}$/.test(word)) return Number(word)
      throw new LociError('INPUT_INVALID', `${JSON.stringify(word)} is no id`, {
        hint: 'Ids are whole numbers, parted by spaces or commas.',
      })
    })
}

export function registerTokenize(parent: Command, context: CliContext): void {
  const command = parent
    .command('tokenize')
    .description("Prints the ids and pieces that a model's vocabulary makes of a text.")
    .argument('<file>', 'a .gguf file, or NAME.tiktoken; .gz of either')
    .argument('[text...]', 'the text; standard input when there is none')
    .option('--add-special', 'with the start and end tokens that the file asks for')
    .option('--parse-special', 'special tokens written in the text count as such')
  onRun<TokenizeOptions>(command, context, async ({ args, options, output }) => {
    const [file, ...words] = args
    const text =
      words.length > 0 ? words.join(' ') : await readInputText(context.terminal, INPUT_BYTES_MAX)
    const tokenizer = await openFor(context, file!, output)
    const { addSpecial = false, parseSpecial = false } = options
    const ids = [...tokenizer.encode(text, { addSpecial, parseSpecial })]
    const pieces = ids.map((id) => tokenizer.pieceOf(id))
    const { kind, notes, vocabularySize } = tokenizer
    output.result({ kind, vocabularySize, notes, ids, pieces }, () => [
      ...tableLines(
        ids.map((id, index) => [String(id), safeLine(pieces[index]!)]),
        { columns: output.columns },
      ),
      output.style.dim(`${countText(ids.length, 'token')} of ${vocabularySize}, ${kind}`),
    ])
  })
}

export function registerDetokenize(parent: Command, context: CliContext): void {
  const command = parent
    .command('detokenize')
    .description('Prints the text of ids.')
    .argument('<file>', 'a .gguf file, or NAME.tiktoken; .gz of either')
    .argument('[ids...]', 'ids, parted by spaces or commas; standard input when there are none')
    .option('--skip-special', 'leave control and unknown tokens out')
  onRun<DetokenizeOptions>(command, context, async ({ args, options, output }) => {
    const [file, ...words] = args
    const written =
      words.length > 0 ? words.join(' ') : await readInputText(context.terminal, INPUT_BYTES_MAX)
    const ids = idsOf(written)
    const tokenizer = await openFor(context, file!, output)
    const text = tokenizer.decode(ids, { skipSpecial: options.skipSpecial === true })
    output.result({ text }, () => [text])
  })
}
