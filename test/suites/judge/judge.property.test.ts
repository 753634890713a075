import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SeenCheckpoint } from '../../../tools/judge/digest.ts'
import type { EndLine, HistoryLine } from '../../../tools/judge/history.ts'
import { judgeHistory } from '../../../tools/judge/judge.ts'
import { RandomHistory, type Fate, type Step } from './random-history.ts'

const by = fc.nat(2)
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('done') },
  fc.constantFrom<Fate>('failed there', 'failed', 'killed there'),
)
const putFate = fc.oneof(
  { weight: 3, arbitrary: fate },
  { weight: 2, arbitrary: fc.constant<Fate>('accepted') },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('put' as const), by, parent: fc.nat(2), fate: putFate }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('write' as const), by, on: fc.nat(2), fate }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), by, fate }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('read' as const, 'list' as const),
      by,
      of: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('flush' as const, 'lose' as const), by }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'wait' as const }) },
)
const steps = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' })

type Mutation = (seen: readonly SeenCheckpoint[]) => readonly SeenCheckpoint[] | undefined

/** Possible mistakes of a saver in its last answer, when everything is settled. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'drops an acknowledged checkpoint': (seen) => (seen.length === 0 ? undefined : seen.slice(0, -1)),
  'gives one twice': ([first, ...rest]) => first && [first, first, ...rest],
  'gives the values of another': ([first, second, ...rest]) =>
    first && second && [{ ...first, values: second.values }, second, ...rest],
  'gives another parent': ([first, ...rest]) => first && [{ ...first, parent: 'x' }, ...rest],
  'lacks a channel': ([first, ...rest]) =>
    first && [{ ...first, values: { fixed: first.values['fixed'] ?? '' } }, ...rest],
  'drops a write': (seen) => {
    const index = seen.findIndex(({ writes }) => writes.length > 0)
    return index < 0
      ? undefined
      : seen.map((each, n) => (n === index ? { ...each, writes: each.writes.slice(1) } : each))
  },
}

describe('the judge', () => {
  it('accepts all answers of a correct saver', () => {
    fc.assert(
      fc.property(steps, (story) => {
        expect(judgeHistory(new RandomHistory().play(story)).judge()).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it.each(Object.entries(MUTATIONS))('rejects an answer that %s', (_, mutate) => {
    let refused = 0
    fc.assert(
      fc.property(steps, (story) => {
        const lines = new RandomHistory().play(story)
        const mutated = mutateLast(lines, mutate)
        if (mutated === undefined) return
        refused += 1
        expect(judgeHistory(mutated).judge().length).toBeGreaterThan(0)
      }),
      { numRuns: 100 },
    )
    // of 100 stories, about 30 end with a list that the mutation changes
    expect(refused).toBeGreaterThan(5)
  })

  it('rejects a deleted thread that comes back', () => {
    fc.assert(
      fc.property(steps, by, (story, who) => {
        const before = new RandomHistory()
        before.play(story)
        const lists = before.story.lines.filter((line) => line.type === 'end')
        const seen = lists.at(-1)
        if (seen?.answer.kind !== 'list' || seen.answer.seen.length === 0) return
        const name = ['x', 'y', 'z'][who] ?? 'x'
        before.story.deleteThread(name).list(name, seen.answer.seen)
        expect(before.story.kinds()).toEqual(['brought back'])
      }),
      { numRuns: 100 },
    )
  })
})

function mutateLast(
  lines: readonly HistoryLine[],
  mutate: Mutation,
): readonly HistoryLine[] | undefined {
  const last = lines.at(-1)
  if (last?.type !== 'end' || last.answer.kind !== 'list') return undefined
  const seen = mutate(last.answer.seen)
  if (seen === undefined) return undefined
  const line: EndLine = { ...last, answer: { ...last.answer, seen } }
  return [...lines.slice(0, -1), line]
}
