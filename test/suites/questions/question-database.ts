import { Command } from '@langchain/langgraph'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { namedRows } from '../../../src/kusto/show.ts'
import { createFunctions } from '../../../src/provision/functions/create-functions.ts'
import { question, supportGraph } from '../../unit/provision/functions/support-graph.ts'
import { conversations, SPAN_HOURS, type Conversation, type Turn } from './conversations.ts'
import { TimedSaver } from './timed-saver.ts'

const HOUR_MS = 3_600_000
const BEGIN_MS = Date.UTC(2026, 0, 5)
/** Steps of one turn, of an agent that loops. */
const RECURSION_LIMIT = 100

export type Row = Readonly<Record<string, unknown>>

/** A local Kusto of a support desk: ten days of threads by a real graph, on a virtual clock. */
export class QuestionDatabase {
  readonly kusto: LocalKusto
  readonly threadIds: readonly string[]
  readonly #clock: VirtualClock

  private constructor(kusto: LocalKusto, clock: VirtualClock, threadIds: readonly string[]) {
    this.kusto = kusto
    this.#clock = clock
    this.threadIds = threadIds
  }

  /** @param onTurn - is told how many turns are over, of how many */
  static async open(
    threads: number,
    onTurn: (over: number, all: number) => void = () => {},
  ): Promise<QuestionDatabase> {
    const clock = new VirtualClock(BEGIN_MS, { movesForRequests: true })
    const kusto = await LocalKusto.open({ clock })
    const all = conversations(threads, BEGIN_MS)
    const threadIds = all.map(({ threadId }) => threadId)
    const database = new QuestionDatabase(kusto, clock, threadIds)
    const saver = database.newSaver()
    await saver.setup({ provision: true })
    await createFunctions(kusto.client())
    await database.#fill(saver, all, onTurn)
    await saver.end()
    return database
  }

  get nowMs(): number {
    return this.#clock.nowMs()
  }

  /** As a new process: what it reads comes from Kusto. */
  newSaver(): TimedSaver {
    return new TimedSaver({ client: this.kusto.client() }, () => this.nowMs)
  }

  async ask(text: string): Promise<readonly Row[]> {
    const [table] = await this.kusto.client().query({ text })
    return table === undefined ? [] : namedRows(table)
  }

  async #fill(
    saver: TimedSaver,
    all: readonly Conversation[],
    onTurn: (over: number, all: number) => void,
  ): Promise<void> {
    const turns = all
      .flatMap((conversation) => conversation.turns.map((turn) => ({ conversation, turn })))
      .toSorted((a, b) => a.turn.atMs - b.turn.atMs)
    for (const [index, { conversation, turn }] of turns.entries()) {
      await this.#advanceTo(turn.atMs)
      await this.#take(saver, conversation, turn)
      onTurn(index + 1, turns.length)
    }
    await this.#advanceTo(BEGIN_MS + (SPAN_HOURS + 1) * HOUR_MS)
  }

  async #take(saver: TimedSaver, conversation: Conversation, turn: Turn): Promise<void> {
    const { threadId, tenant, user, ending } = conversation
    const run = `run-${threadId}-${conversation.turns.indexOf(turn)}`
    const config = {
      configurable: { thread_id: threadId },
      metadata: { tenant, user, run_id: run },
      recursionLimit: RECURSION_LIMIT,
      // each step is put before time goes on
      durability: 'sync' as const,
    }
    const graph = supportGraph(saver, (durationMs) => this.#clock.advance(durationMs))
    const asked = question(turn.text, turn.one)
    const interruptBefore: 'answer'[] = ending === 'stopped' ? ['answer'] : []
    const answer = graph.invoke(asked, { ...config, interruptBefore })
    if (turn.one.toolResult === 'throw') await answer.catch(expectUnreachableTool)
    else await answer
    if (ending === 'answered') await graph.invoke(new Command({ resume: 'yes' }), config)
    if (ending === 'deleted' || ending === 'begunAnew') await saver.deleteThread(threadId)
    if (ending === 'begunAnew') await graph.invoke(asked, config)
    if (ending === 'forked') await this.#fork(saver, conversation, turn)
  }

  /** Someone goes back to the first checkpoint but one and asks again. */
  async #fork(saver: TimedSaver, { threadId }: Conversation, { one }: Turn): Promise<void> {
    const ids: string[] = []
    for await (const { checkpoint } of saver.list({ configurable: { thread_id: threadId } }))
      ids.push(checkpoint.id)
    const past = { configurable: { thread_id: threadId, checkpoint_id: ids.at(-2) } }
    await supportGraph(saver).invoke(question('Please look again.', one), past)
  }

  async #advanceTo(atMs: number): Promise<void> {
    await this.#clock.advance(Math.max(0, atMs - this.nowMs))
  }
}

function expectUnreachableTool(error: unknown): void {
  if (!(error instanceof RangeError)) throw error
}
