/** `loci models inspect`: what a model file holds and what running it takes, from its header. */

import type { Command } from 'commander'
import type { ModelDescription } from '../../model/architecture/describe-model.ts'
import { type CliContext, onRun } from '../cli-command.ts'
import { countText, safeLine, sizeText, tableLines } from '../layout.ts'
import type { Output } from '../output.ts'

function encoderLines({ encoder }: ModelDescription): string[][] {
  if (encoder === null) return []
  const { headCount, headLength, pooling } = encoder
  return [
    ['layers', String(encoder.layerCount)],
    ['width', `${encoder.embeddingLength}, feed-forward ${encoder.feedForwardLength}`],
    ['heads', `${headCount} of ${headLength}`],
    ['vocabulary', countText(encoder.vocabularySize, 'token')],
    ['context', countText(encoder.contextLength, 'token')],
    [
      'gives',
      `vectors of texts, by ${pooling === 'mean' ? 'the mean of' : `the ${pooling} of`} their tokens`,
    ],
  ]
}

function headLines(description: ModelDescription): string[][] {
  const { model, isTied, ...file } = description
  const shards = file.shardCount === 1 ? '' : `, ${countText(file.shardCount, 'shard')}`
  const head = [
    ['file', `GGUF ${file.version}, ${sizeText(file.fileByteCount)}${shards}`],
    [
      'header',
      `${sizeText(file.headerByteCount)}, ${countText(file.keyCount, 'key')}, ${countText(file.tensorCount, 'tensor')}`,
    ],
    ['name', safeLine(file.name ?? '-')],
    ['architecture', safeLine(file.architecture ?? '-')],
  ]
  if (model === null) return [...head, ...encoderLines(description)]
  const { rope, headCount, kvHeadCount, keyLength } = model
  const scaling = rope.linearFactor === 1 ? '' : `, positions / ${rope.linearFactor}`
  return [
    ...head,
    ['layers', String(model.layerCount)],
    ['width', `${model.embeddingLength}, feed-forward ${model.feedForwardLength}`],
    ['heads', `${headCount} of ${keyLength}, keys and values ${kvHeadCount}`],
    ['rope', `base ${rope.base}, ${rope.dimensionCount} elements, ${rope.pairing}${scaling}`],
    ['vocabulary', `${countText(model.vocabularySize, 'token')}${isTied ? ', output tied' : ''}`],
    ['context', countText(model.contextLength, 'token')],
  ]
}

function costLines({ tokenizer, weights, kvBytesPerToken: kv }: ModelDescription): string[][] {
  const pre = tokenizer.pre === null ? '' : ` (${tokenizer.pre})`
  const template = tokenizer.hasChatTemplate ? ', chat template' : ''
  const pieces = countText(tokenizer.pieceCount, 'piece')
  return [
    [
      'tokenizer',
      tokenizer.model === null
        ? 'none'
        : safeLine(`${tokenizer.model}${pre}, ${pieces}${template}`),
    ],
    ['weights', `${sizeText(weights.byteCount)}, ${countText(weights.elementCount, 'parameter')}`],
    ...weights.byType.map(({ type, tensorCount, byteCount }) => [
      `  ${type}`,
      `${sizeText(byteCount)} in ${countText(tensorCount, 'tensor')}`,
    ]),
    ...(kv === null
      ? []
      : [
          [
            'kv a token',
            `${sizeText(kv.f32)} F32, ${sizeText(kv.f16)} F16${kv.q8_0 === null ? '' : `, ${sizeText(kv.q8_0)} Q8_0`}`,
          ],
        ]),
  ]
}

function inspectLines(description: ModelDescription, { style }: Output): string[] {
  const { problem, tensorCount } = description
  const rows = [...headLines(description), ...costLines(description)]
  const verdict =
    tensorCount === 0
      ? style.dim('a vocabulary alone: nothing to compute with')
      : problem === null
        ? style.good('can be computed with')
        : style.bad('cannot be computed with')
  return [...tableLines(rows, { columns: Number.POSITIVE_INFINITY }), verdict]
}

/** Throws the problem of a file that cannot be computed with, after it was described. */
export function registerInspect(parent: Command, context: CliContext): void {
  const command = parent
    .command('inspect')
    .description('What a GGUF file holds and what running it takes; reads its header only.')
    .argument('<file>', 'a .gguf file, one of its shards, or a .gguf.gz')
  onRun(command, context, async ({ args, output }) => {
    const [{ openModelFile }, { describeModel }] = await Promise.all([
      import('../../model/gguf/open-model-file.ts'),
      import('../../model/architecture/describe-model.ts'),
    ])
    await using file = await openModelFile(context.host.disk, args[0]!)
    const description = describeModel(file)
    output.result(description, () => inspectLines(description, output))
    if (description.problem !== null) throw description.problem
  })
}
