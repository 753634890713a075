import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANSWERS } from './answers.ts'
import { comparable } from './comparable.ts'
import type { Desk } from './desk.ts'
import { groupBy } from './group-by.ts'
import { pageQuestions } from './page-questions.ts'
import { QuestionDatabase } from './question-database.ts'
import { readDesk } from './read-desk.ts'
import { runsOf } from './run-facts.ts'
import { toolCallsOf, usageOf } from './message-facts.ts'

const THREADS = 40
const ALL = 'ago(30d), now()'
const QUESTIONS = pageQuestions()

let database: QuestionDatabase
let desk: Desk

beforeAll(async () => {
  database = await QuestionDatabase.open(THREADS)
  desk = await readDesk(database)
})

afterAll(async () => {
  await desk.saver.end()
  await database.kusto.close()
})

describe('the page of twelve questions', () => {
  it('has twelve', () => {
    expect(QUESTIONS).toHaveLength(12)
    expect(ANSWERS).toHaveLength(12)
  })

  it.each(QUESTIONS.map((question, index) => ({ ...question, answer: ANSWERS[index] })))(
    'answers as the saver reads: $title',
    async ({ kql, answer }) => {
      const expected = comparable((await answer?.(desk)) ?? [])
      expect(expected).not.toHaveLength(0)
      expect(comparable(await database.ask(kql))).toEqual(expected)
    },
  )
})

describe('what the questions do not show agrees too', () => {
  it('every run, with and without an id', async () => {
    const rows = await database.ask(
      `LangGraphRuns(${ALL}) | project thread_id, run_id, steps, checkpoint_id, user`,
    )
    const runs = desk.threads.flatMap((thread) =>
      runsOf(thread).map(({ runId, steps, last }) => ({
        thread_id: thread.threadId,
        run_id: runId,
        steps,
        checkpoint_id: last.id,
        user: last.user,
      })),
    )
    expect(comparable(rows)).toEqual(comparable(runs))
  })

  it('every tool call', async () => {
    const rows = await database.ask(
      `LangGraphToolCalls(${ALL})
      | project tenant, run_id, step, tool, outcome, seconds = duration / 1s`,
    )
    const calls = desk.threads.flatMap(toolCallsOf).map(({ first, tool, outcome, seconds }) => ({
      tenant: first.tenant,
      run_id: first.runId,
      step: first.step,
      tool,
      outcome,
      seconds: seconds ?? null,
    }))
    expect(comparable(rows)).toEqual(comparable(calls))
  })

  it('tokens of each day, model and tenant', async () => {
    const rows = await database.ask(
      `LangGraphTokens(${ALL}) | extend day = format_datetime(day, "yyyy-MM-dd")`,
    )
    const usage = groupBy(desk.threads.flatMap(usageOf), ({ first, model }) =>
      JSON.stringify([new Date(first.atMs).toISOString().slice(0, 10), model, first.tenant]),
    )
    const tokens = [...usage].map(([key, all]) => {
      const [day, model, tenant]: unknown[] = JSON.parse(key)
      return {
        day,
        model,
        tenant,
        messages: all.length,
        input_tokens: all.reduce((sum, { input }) => sum + input, 0),
        output_tokens: all.reduce((sum, { output }) => sum + output, 0),
      }
    })
    expect(comparable(rows)).toEqual(comparable(tokens))
  })
})
