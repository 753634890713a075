/**
 * Fills a local Kusto with threads of a real graph and answers docs/guides/twelve-questions.md:
 * `npm run questions -- [--threads 2000]`. Compares each answer with what the saver reads, and ends
 * with exit code 1 if one differs.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { ANSWERS } from '../test/suites/questions/answers.ts'
import { comparable } from '../test/suites/questions/comparable.ts'
import type { Answer } from '../test/suites/questions/desk.ts'
import { pageQuestions } from '../test/suites/questions/page-questions.ts'
import { QuestionDatabase } from '../test/suites/questions/question-database.ts'
import { readDesk } from '../test/suites/questions/read-desk.ts'

/** The page names threads up to `thread-7`. */
const LEAST_THREADS = 10
const SHOWN_ROWS = 10
const SHOWN_WIDTH = 160

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { threads: { type: 'string', default: '2000' } } })
  const threads = Number(values.threads)
  if (!Number.isInteger(threads) || threads < LEAST_THREADS)
    throw new Error(`--threads is a whole number from ${LEAST_THREADS}, got '${values.threads}'`)
  const database = await QuestionDatabase.open(threads, showTurns)
  const desk = await readDesk(database)
  try {
    for (const [index, { title, kql }] of pageQuestions().entries()) {
      const startedAtMs = Date.now()
      const rows = await database.ask(kql)
      const tookMs = Date.now() - startedAtMs
      const expected = (await ANSWERS[index]?.(desk)) ?? []
      const isSame = isDeepStrictEqual(comparable(rows), comparable(expected))
      console.log(`\n${index + 1}. ${title}`)
      showRows(rows)
      const verdict = isSame ? 'as the saver reads' : 'DIFFERS from what the saver reads'
      console.log(`   ${rows.length} rows in ${(tookMs / 1000).toFixed(1)} s, ${verdict}`)
      if (isSame) continue
      process.exitCode = 1
      showRows(expected)
    }
  } finally {
    await desk.saver.end()
    await database.kusto.close()
  }
}

function showTurns(over: number, all: number): void {
  if (over % 100 === 0 || over === all) console.log(`${over} of ${all} turns`)
}

function showRows(rows: readonly Answer[]): void {
  for (const row of rows.slice(0, SHOWN_ROWS)) {
    const cells = Object.entries(row).map(([name, value]) => `${name}=${String(value)}`)
    console.log(`   ${cells.join('  ').slice(0, SHOWN_WIDTH)}`)
  }
  if (rows.length > SHOWN_ROWS) console.log(`   … and ${rows.length - SHOWN_ROWS} more`)
}

await main()
