/** What every driver's stored answers keep: they end with the cubes that they cite, in order, for every handle, and outside the log. */

import type { Scope } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import type { NewStoredAnswer } from '../../store/stored-answers.ts'
import {
  appendRequest,
  changeEvent,
  cubeId,
  purgeEvent,
  sampleScope,
  turnEvent,
} from '../sample-events.ts'
import type { ConformanceCase } from './conformance-case.ts'

const answer = (id: string, ...cubes: readonly string[]): NewStoredAnswer => ({
  id,
  content: `{"text":"what ${id} says, ünïcode too"}`,
  cites: cubes.map((name) => ({ id: cubeId(name), version: 1 })),
})

const contentOf = (id: string): string => answer(id).content

async function idsOf(store: Store): Promise<string[]> {
  return (await store.answers(100)).answers.map(({ id }) => id)
}

async function changesOf(store: Store, after: number, limit = 100): Promise<unknown[]> {
  const changes = await store.answerChanges(after, limit)
  return changes.map(({ position, id, content }) => [position, id, content !== null])
}

const note = appendRequest('note', [
  { kind: 'noted', scope: {}, about: 'answers', facts: { count: 1 } },
])

export const answerCases: readonly ConformanceCase[] = [
  {
    name: 'stored answers read back newest first, and beside the log',
    async run({ open, equal }) {
      const store = await open()
      equal(await store.answers(10), { answers: [], position: 0 })
      for (const id of ['a', 'b', 'c']) equal(await store.putAnswer(answer(id)), true)
      const { answers, position } = await store.answers(2)
      equal(answers, [
        { id: 'c', content: contentOf('c') },
        { id: 'b', content: contentOf('b') },
      ])
      equal(position, 3)
      equal([await store.hasAnswer('a'), await store.hasAnswer('z')], [true, false])
      equal(await store.position(), 0)
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'an id is put once, and a refused put leaves nothing',
    async run({ open, equal }) {
      const store = await open()
      await store.putAnswer(answer('a'))
      const [again] = await Promise.allSettled([store.putAnswer({ ...answer('a'), content: 'x' })])
      equal(again?.status, 'rejected')
      equal((await store.answers(10)).answers, [{ id: 'a', content: contentOf('a') }])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'changes of answers come in order, once, and never with the content of what is gone',
    async run({ openTwice, equal }) {
      const [one, two] = await openTwice()
      await one.putAnswer(answer('a'))
      await two.putAnswer(answer('b'))
      equal(await one.deleteAnswers(['a', 'never']), 1)
      equal(await two.deleteAnswers(['a']), 0)
      equal(await changesOf(two, 0), [
        [2, 'b', true],
        [3, 'a', false],
      ])
      equal(await changesOf(two, 2), [[3, 'a', false]])
      equal(await changesOf(two, 0, 1), [[2, 'b', true]])
      equal(await changesOf(two, 3), [])
      await one.putAnswer(answer('c'))
      equal((await two.answers(10)).position, 4)
    },
  },
  {
    name: 'positions of answers only grow, also when everything was deleted',
    async run({ open, equal }) {
      const store = await open()
      await store.putAnswer(answer('a'))
      await store.deleteAnswers(['a'])
      await store.putAnswer(answer('b'))
      equal((await store.answers(10)).position, 3)
      equal(await changesOf(store, 0), [
        [2, 'a', false],
        [3, 'b', true],
      ])
    },
  },
  {
    name: 'a new version of a cube ends the answers that cite it, in the same transaction',
    async run({ openTwice, equal }) {
      const [one, two] = await openTwice()
      await one.append(appendRequest('b1', [turnEvent('a'), turnEvent('b')]))
      await one.putAnswer(answer('of-a', 'a'))
      await one.putAnswer(answer('of-both', 'b', 'a', 'a'))
      await one.putAnswer(answer('of-b', 'b'))
      await one.putAnswer(answer('of-none'))
      await two.append(appendRequest('b2', [changeEvent('a', 'update', { version: 2 })]))
      equal(await idsOf(one), ['of-none', 'of-b'])
      const forgotten = changeEvent('b', 'forget', { version: 2, state: 'forgotten' })
      await two.append(appendRequest('b3', [forgotten]))
      equal(await idsOf(one), ['of-none'])
      equal((await one.verify()).problems, [])
    },
  },
  {
    name: 'a batch that fails ends no answer',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a')]))
      await store.putAnswer(answer('of-a', 'a'))
      const events = [changeEvent('a', 'update', { version: 2 }), turnEvent('a')]
      const [failed] = await Promise.allSettled([store.append(appendRequest('b2', events))])
      equal(failed?.status, 'rejected')
      equal(await idsOf(store), ['of-a'])
      equal((await store.answers(1)).position, 1)
    },
  },
  {
    name: "a purge erases all answers of the cube's owner, cited or not, and nobody else's",
    async run({ open, equal }) {
      const store = await open()
      const of = (id: string, scope: Scope): NewStoredAnswer => ({ ...answer(id), scope })
      const { user } = sampleScope
      await store.append(appendRequest('b1', [turnEvent('a')]))
      await store.putAnswer(of('own', { user: user! }))
      await store.putAnswer(of('in-a-run', { user: user!, agent: 'planner', run: '7' }))
      await store.putAnswer(of('of-an-agent', { agent: 'planner' }))
      await store.putAnswer(of('of-another', { user: `${user}2` }))
      await store.putAnswer(answer('of-nobody'))
      await store.append(appendRequest('b2', [purgeEvent('a')]))
      equal(await idsOf(store), ['of-nobody', 'of-another', 'of-an-agent'])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'a purge erases the answers that cite the cube',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a'), turnEvent('b')]))
      await store.putAnswer(answer('of-a', 'a'))
      await store.putAnswer(answer('of-b', 'b'))
      await store.append(appendRequest('b2', [purgeEvent('a')]))
      equal(await idsOf(store), ['of-b'])
      equal(await changesOf(store, 1), [
        [2, 'of-b', true],
        [3, 'of-a', false],
      ])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'an answer made from a cube that has changed meanwhile, or never was, is not taken in',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a'), turnEvent('b'), turnEvent('c')]))
      await store.append(appendRequest('b2', [changeEvent('a', 'update', { version: 2 })]))
      await store.append(appendRequest('b3', [purgeEvent('b')]))
      equal(await store.putAnswer(answer('old', 'c', 'a')), false)
      equal(await store.putAnswer(answer('purged', 'b')), false)
      equal(await store.putAnswer(answer('never', 'z')), false)
      equal(await store.putAnswer(answer('current', 'c')), true)
      equal(await idsOf(store), ['current'])
    },
  },
  {
    name: 'a noted deletion is in the log, and the log verifies',
    async run({ open, equal }) {
      const store = await open()
      await store.putAnswer(answer('a'))
      equal(await store.deleteAnswers(['a'], note), 1)
      const [entry] = await store.log({})
      equal([entry?.kind, entry?.subject, entry?.event], ['noted', 'answers', note.events[0]])
      equal((await store.verify()).problems, [])
    },
  },
  {
    name: 'the oldest answers are trimmed',
    async run({ open, equal }) {
      const store = await open()
      for (const id of ['a', 'b', 'c', 'd']) await store.putAnswer(answer(id))
      equal(await store.trimAnswers(4), 0)
      equal(await store.trimAnswers(2), 2)
      equal(await idsOf(store), ['d', 'c'])
    },
  },
  {
    name: 'what was learned is kept by key, the last put standing',
    async run({ open, equal }) {
      const store = await open()
      await store.putLearned('facts', [1, 2])
      await store.putLearned('code', { right: 3 })
      await store.putLearned('facts', [4])
      equal(await store.learned(), [
        { key: 'code', value: { right: 3 } },
        { key: 'facts', value: [4] },
      ])
    },
  },
  {
    name: 'a rebuild leaves stored answers as they are',
    async run({ open, equal }) {
      const store = await open()
      await store.append(appendRequest('b1', [turnEvent('a')]))
      await store.putAnswer(answer('of-a', 'a'))
      await store.putLearned('facts', 1)
      await store.rebuild()
      equal(await idsOf(store), ['of-a'])
      equal((await store.learned()).length, 1)
      await store.append(appendRequest('b2', [changeEvent('a', 'update', { version: 2 })]))
      equal(await idsOf(store), [])
      equal((await store.verify()).problems, [])
    },
  },
]
