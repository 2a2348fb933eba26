/**
 * A model file for tests of what is served: random weights, a vocabulary of bytes and made-up words, and a chat template of its own.
 *
 * What it says means nothing, and is the same each time; that is enough for everything but sense.
 */

import { randomModel, randomShapes } from '../../src/bench/golden/random-model.ts'
import { createBytesFile } from '../../src/host/bytes-file.ts'
import { decodeTensor } from '../../src/model/gguf/decode-tensor.ts'
import { encodeGguf, type WrittenTensor } from '../../src/model/gguf/encode-gguf.ts'
import { StringTable } from '../../src/model/gguf/gguf-value.ts'
import { readGguf } from '../../src/model/gguf/open-gguf.ts'

const template = `{{- bos_token -}}
{%- if tools %}[tools]{{ tools | tojson }}
{% endif -%}
{%- for message in messages -%}
<{{ message.role }}>{{ message.content }}
{% endfor -%}
{%- if add_generation_prompt -%}
<assistant>{% endif -%}`

export async function tinyChatModel(contextLength = 512): Promise<Uint8Array> {
  const shape = {
    ...randomShapes[0]!,
    hasVocabulary: true,
    vocabularySize: 300,
    contextLength,
    hasRopeFrequencies: false,
  }
  const file = await readGguf(createBytesFile(randomModel(shape, 3)))
  const entries = new Map(file.metadata.entries)
  const pieces = file.metadata.stringsOr('tokenizer.ggml.tokens', null)!
  const words = Array.from({ length: pieces.length }, (_, id) => pieces.at(id))
  // A blank by itself, so that texts with blanks come back as they were.
  words[words.length - 1] = '\u2581'
  const items = StringTable.of(words)
  entries.set('tokenizer.ggml.tokens', { type: 'array', value: { elementType: 'string', items } })
  entries.set('tokenizer.chat_template', { type: 'string', value: template })
  const tensors: WrittenTensor[] = []
  for (const { name, shape: lengths, type } of file.tensors.values()) {
    const data = decodeTensor(type, await file.readTensor(name))
    tensors.push({ name, shape: lengths, type, data })
  }
  return encodeGguf(entries, tensors)
}
