/** Files of an agent: the memory tool's commands and texts, paths that lead nowhere else, history and undo. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../errors.ts'
import { createAnthropicMemoryTool } from '../interop/anthropic-memory-tool.ts'
import { openLoci } from '../open-loci.ts'
import type { Scope } from '../store/scope.ts'
import type { FileCommand } from './files.ts'
import type { Memory } from './memory.ts'

const scope: Scope = { user: 'ada' }

function run(memory: Memory, command: FileCommand): Promise<string> {
  return memory.files.run({ scope, command }).then(({ text }) => text)
}

function create(memory: Memory, path: string, file_text = ''): Promise<string> {
  return run(memory, { command: 'create', path, file_text })
}

function fails(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(LociError.is(error, code as never), String(error))
    assert.match(error.message, message)
    return true
  }
}

test('each command answers in the words that the tool has', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  assert.equal(
    await create(memory, '/memories/notes.md', 'one\ntwo\nthree\n'),
    'File created successfully at: /memories/notes.md',
  )
  assert.equal(
    await run(memory, { command: 'view', path: '/memories/notes.md' }),
    "Here's the content of /memories/notes.md with line numbers:\n     1\tone\n     2\ttwo\n     3\tthree\n     4\t",
  )
  assert.equal(
    await run(memory, { command: 'view', path: '/memories/notes.md', view_range: [2, -1] }),
    "Here's the content of /memories/notes.md with line numbers:\n     2\ttwo\n     3\tthree\n     4\t",
  )
  assert.equal(
    await run(memory, {
      command: 'str_replace',
      path: '/memories/notes.md',
      old_str: 'two',
      new_str: 'zwei $&',
    }),
    'The memory file has been edited. Here is the snippet showing the change (with line numbers):\n' +
      '     1\tone\n     2\tzwei $&\n     3\tthree\n     4\t',
  )
  assert.equal(
    await run(memory, {
      command: 'insert',
      path: '/memories/notes.md',
      insert_line: 1,
      insert_text: 'between\n',
    }),
    'The file /memories/notes.md has been edited.',
  )
  assert.equal(
    (await memory.files.get({ scope, path: '/memories/notes.md' })).text,
    'one\nbetween\nzwei $&\nthree\n',
  )
  assert.equal(
    await run(memory, {
      command: 'rename',
      old_path: '/memories/notes.md',
      new_path: '/memories/a/n.md',
    }),
    'Successfully renamed /memories/notes.md to /memories/a/n.md',
  )
  assert.equal(
    await run(memory, { command: 'delete', path: '/memories/a' }),
    'Successfully deleted /memories/a',
  )
  assert.deepEqual(await memory.files.list(scope), [])
})

test('a listing goes two levels deep, implies folders, and hides hidden names', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const heading = (path: string): string =>
    `Here're the files and directories up to 2 levels deep in ${path}, excluding hidden items and node_modules:\n`
  assert.equal(
    await run(memory, { command: 'view', path: '/memories' }),
    `${heading('/memories')}0B\t/memories`,
  )
  await create(memory, '/memories/b.md', 'x'.repeat(1_536))
  await create(memory, '/memories/a/one.md', 'é')
  await create(memory, '/memories/a/deep/two.md', '')
  await create(memory, '/memories/.hidden', 'x')
  await create(memory, '/memories/a/node_modules/x', 'x')
  assert.equal(
    await run(memory, { command: 'view', path: '/memories/' }),
    `${heading('/memories')}1.5K\t/memories\n3B\t/memories/a/\n0B\t/memories/a/deep/\n2B\t/memories/a/one.md\n1.5K\t/memories/b.md`,
  )
  assert.equal(
    await run(memory, { command: 'view', path: '/memories/a/deep' }),
    `${heading('/memories/a/deep')}0B\t/memories/a/deep\n0B\t/memories/a/deep/two.md`,
  )
})

test('failures say what the tool says, with our codes, and change nothing', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  await create(memory, '/memories/a.md', 'x\nx\ny')
  await create(memory, '/memories/d/b.md', 'b')
  const { position } = await memory.stats()
  const path = '/memories/a.md'
  const cases: [FileCommand, string, RegExp][] = [
    [
      { command: 'create', path, file_text: '' },
      'INPUT_INVALID',
      /^File \/memories\/a.md already exists$/,
    ],
    [{ command: 'create', path: '/memories/d', file_text: '' }, 'INPUT_INVALID', /already exists/],
    [{ command: 'create', path: '/memories/a.md/x', file_text: '' }, 'INPUT_INVALID', /is a file/],
    [
      { command: 'create', path: '/memories', file_text: '' },
      'INPUT_INVALID',
      /^File \/memories already exists$/,
    ],
    [
      { command: 'create', path: '/memories/big', file_text: 'x'.repeat(262_145) },
      'INPUT_TOO_LARGE',
      /262145 characters. Maximum is 262144/,
    ],
    [
      { command: 'create', path: '/memories/s', file_text: '\udc00' },
      'INPUT_NOT_UTF8',
      /surrogate/,
    ],
    [{ command: 'create', path: '/memories/s' } as never, 'INPUT_INVALID', /file_text/],
    [
      { command: 'view', path: '/memories/no' },
      'MEMORY_NOT_FOUND',
      /does not exist\. Please provide a valid path\.$/,
    ],
    [{ command: 'view', path, view_range: [9, 12] }, 'INPUT_INVALID', /1 to 3/],
    [{ command: 'view', path, view_range: [2, 1] }, 'INPUT_INVALID', /view_range/],
    [{ command: 'view', path, view_range: [1.5, 2] }, 'INPUT_INVALID', /view_range/],
    [
      { command: 'str_replace', path, old_str: 'z', new_str: '' },
      'INPUT_INVALID',
      /^No replacement was performed, old_str `z` did not appear verbatim in \/memories\/a.md\.$/,
    ],
    [
      { command: 'str_replace', path, old_str: 'x', new_str: '' },
      'INPUT_INVALID',
      /Multiple occurrences of old_str `x` in lines: 1, 2\. Please ensure it is unique$/,
    ],
    [
      { command: 'str_replace', path: '/memories/d', old_str: 'b' },
      'INPUT_INVALID',
      /is not a file/,
    ],
    [
      { command: 'str_replace', path: '/memories/no', old_str: 'b' },
      'MEMORY_NOT_FOUND',
      /does not exist/,
    ],
    [
      { command: 'insert', path, insert_line: 4, insert_text: 'x' },
      'INPUT_INVALID',
      /^Invalid `insert_line` parameter: 4\. It should be within the range of lines of the file: \[0, 3\]$/,
    ],
    [
      { command: 'insert', path, insert_line: -1, insert_text: 'x' },
      'INPUT_INVALID',
      /insert_line/,
    ],
    [
      { command: 'delete', path: '/memories' },
      'INPUT_INVALID',
      /Cannot delete the \/memories directory itself/,
    ],
    [
      { command: 'delete', path: '/memories/no' },
      'MEMORY_NOT_FOUND',
      /^The path \/memories\/no does not exist$/,
    ],
    [
      { command: 'rename', old_path: '/memories', new_path: '/memories/x' },
      'INPUT_INVALID',
      /Cannot rename/,
    ],
    [
      { command: 'rename', old_path: path, new_path: '/memories/d/b.md' },
      'INPUT_INVALID',
      /destination .* already exists/,
    ],
    [
      { command: 'rename', old_path: '/memories/d', new_path: '/memories/d/e' },
      'INPUT_INVALID',
      /below itself/,
    ],
    [
      { command: 'rename', old_path: '/memories/no', new_path: '/memories/x' },
      'MEMORY_NOT_FOUND',
      /does not exist/,
    ],
    [{ command: 'chmod', path } as never, 'INPUT_INVALID', /none of view, create/],
    [null as never, 'INPUT_INVALID', /command/],
  ]
  for (const [command, code, message] of cases) {
    await assert.rejects(run(memory, command), fails(code, message), JSON.stringify(command))
  }
  assert.equal((await memory.stats()).position, position)
})

test('no spelling of a path leads out of /memories', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const paths = [
    '/etc/passwd',
    'memories/x',
    '/memoriesx/y',
    '/memories/../etc/passwd',
    '/memories/a/../../etc',
    '/memories/./a',
    '/memories/%2e%2e/etc',
    '/memories/%252e%252e%252fetc',
    '/memories/..%2f..%2fetc',
    '/memories/a%2f..%2fb',
    '/memories/a%00b',
    '/memories/..\\etc',
    '\\memories\\a',
    '/memories/a\u0000.md',
    '/memories//etc',
    '/memories/．．/etc',
    '/memories/․․/etc',
    '/memories/a／b',
    '/memories/a\nb',
    '/memories/ .. /x',
    '//memories/x',
    'file:///memories/x',
    '/MEMORIES/x',
    '',
    7,
    undefined,
    `/memories/${'x'.repeat(300)}`,
  ]
  for (const path of paths as string[]) {
    const commands: FileCommand[] = [
      { command: 'view', path },
      { command: 'create', path, file_text: '' },
      { command: 'delete', path },
      { command: 'rename', old_path: path, new_path: '/memories/x' },
      { command: 'rename', old_path: '/memories/x', new_path: path },
    ]
    for (const command of commands) {
      await assert.rejects(run(memory, command), fails('INPUT_INVALID', /path/i), String(path))
    }
  }
  for (const path of ['/memories/100%.md', '/memories/日本/ü.md', '/memories/a..b']) {
    await create(memory, path)
  }
})

test('renaming and deleting a folder is one batch that undo takes back, and history is kept by path', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  await create(memory, '/memories/a/1.md', 'one')
  await create(memory, '/memories/a/b/2.md', 'two')
  const paths = async (): Promise<string[]> =>
    (await memory.files.list(scope)).map((file) => `${file.path}=${file.text}`)
  const before = await paths()
  const rename = { command: 'rename', old_path: '/memories/a', new_path: '/memories/z' } as const
  const { receipt } = await memory.files.run({ scope, command: rename })
  assert.deepEqual(await paths(), ['/memories/z/1.md=one', '/memories/z/b/2.md=two'])
  await memory.undo(receipt!.batch)
  assert.deepEqual(await paths(), before)
  const deleted = await memory.files.run({
    scope,
    command: { command: 'delete', path: '/memories/a' },
  })
  assert.deepEqual(await paths(), [])
  await memory.undo(deleted.receipt!.batch)
  assert.deepEqual(await paths(), before)
  const history = await memory.files.history({ scope, path: '/memories/a/1.md' })
  assert.deepEqual(
    history.map(({ change }) => change),
    ['add', 'forget', 'undo', 'forget', 'undo'],
  )
  const { hits } = await memory.recall({ scope, query: 'one' })
  assert.equal(hits[0]?.cube.name, '/memories/a/1.md')
  assert.match((await memory.context({ scope, query: 'one' })).text, /\/memories\/a\/1\.md: one/)
})

test('any sequence of edits gives what a plain map of texts gives', async () => {
  const name = fc.constantFrom('a', 'b', 'c/d', 'c/e')
  const edit = fc.oneof(
    fc.record({
      kind: fc.constant('create' as const),
      name,
      text: fc.string({ maxLength: 12, unit: 'grapheme' }),
    }),
    fc.record({
      kind: fc.constant('insert' as const),
      name,
      line: fc.nat(3),
      text: fc.constantFrom('x', 'y\nz', '\n'),
    }),
    fc.record({ kind: fc.constant('delete' as const), name: fc.constantFrom('a', 'c') }),
    fc.record({ kind: fc.constant('rename' as const), name, to: name }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { maxLength: 12 }), async (edits) => {
      await using memory = await openLoci({ path: ':memory:' })
      const naive = new Map<string, string>()
      for (const one of edits) {
        const path = `/memories/${one.name}`
        const has = naive.has(path)
        let works: boolean
        let command: FileCommand
        if (one.kind === 'create') {
          command = { command: 'create', path, file_text: one.text }
          works = !has
          if (works) naive.set(path, one.text)
        } else if (one.kind === 'insert') {
          command = { command: 'insert', path, insert_line: one.line, insert_text: one.text }
          const lines = naive.get(path)?.split('\n') ?? []
          works = has && one.line <= lines.length
          if (works)
            naive.set(path, lines.toSpliced(one.line, 0, one.text.replace(/\n$/, '')).join('\n'))
        } else if (one.kind === 'delete') {
          command = { command: 'delete', path }
          const gone = [...naive.keys()].filter((key) => key === path || key.startsWith(`${path}/`))
          works = gone.length > 0
          for (const key of gone) naive.delete(key)
        } else {
          const to = `/memories/${one.to}`
          command = { command: 'rename', old_path: path, new_path: to }
          works = has && !naive.has(to)
          if (works) {
            naive.set(to, naive.get(path)!)
            naive.delete(path)
          }
        }
        const worked = await run(memory, command).then(
          () => true,
          (error) => !LociError.is(error),
        )
        assert.equal(worked, works, JSON.stringify(command))
      }
      const kept = (await memory.files.list(scope)).map(({ path, text }) => [path, text])
      assert.deepEqual(kept, [...naive].sort())
    }),
    { numRuns: 30 },
  )
})

test("the ready tool has the shape of Anthropic's helper, throws for its runner, and keeps to its scope", async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const tool = createAnthropicMemoryTool({ memory, scope })
  assert.deepEqual([tool.type, tool.name], ['memory_20250818', 'memory'])
  const input = { command: 'create', path: '/memories/x', file_text: 'x', scope: { user: 'bob' } }
  assert.match(await tool.run(tool.parse(input)), /^File created/)
  assert.deepEqual(await memory.files.list({ user: 'bob' }), [])
  await assert.rejects(
    tool.handlers.create(tool.parse(input) as never),
    fails('INPUT_INVALID', /already exists/),
  )
  assert.deepEqual(await tool.answer(tool.parse(input)), {
    content: 'Error: File /memories/x already exists',
    is_error: true,
  })
  const view = await tool.answer({ command: 'view', path: '/memories/x' })
  assert.deepEqual([view.is_error, view.content.endsWith('     1\tx')], [false, true])
})
