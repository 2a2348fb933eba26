/**
 * Snippets of a document: a marker comment, then a fenced block that is run as printed.
 *
 * `<!-- run NAME, prints "TEXT" -->` says that the block's output must hold TEXT; several texts are joined by `and`. The language of the
 * block says how it is run: `bash` by a shell that stops at the first failure, `js` as an ES module of that name.
 */

export interface Snippet {
  readonly name: string
  readonly language: string
  readonly body: string
  readonly prints: readonly string[]
}

const marked = /<!-- run (\S+?)(?:, prints (.*?))? -->\n```(\w+)\n([\s\S]*?)\n```/g

export function snippetsOf(text: string): Snippet[] {
  return [...text.matchAll(marked)].map(([, name, prints = '', language, body]) => ({
    name: name!,
    language: language!,
    body: body!,
    prints: [...prints.matchAll(/"([^"]*)"/g)].map((match) => match[1]!),
  }))
}

/** Blocks of the languages that run, which no marker precedes. */
export function unmarkedBlocks(text: string): string[] {
  return [...text.matchAll(/(^|\n)([^\n]*)\n```(bash|js|ts)\n([\s\S]*?)\n```/g)]
    .filter((match) => !match[2]!.startsWith('<!-- '))
    .map((match) => match[4]!)
}
