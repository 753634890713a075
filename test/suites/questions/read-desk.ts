import type { Desk } from './desk.ts'
import type { QuestionDatabase } from './question-database.ts'
import { readThreadFacts } from './thread-facts.ts'

/** Every thread as the saver reads it. */
export async function readDesk(database: QuestionDatabase): Promise<Desk> {
  const saver = database.newSaver()
  const threads = []
  for (const threadId of database.threadIds) {
    const facts = await readThreadFacts(saver, threadId)
    if (facts !== undefined) threads.push(facts)
  }
  return { saver, nowMs: database.nowMs, threads }
}
