import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { KustoSaver } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'
import { RowCounter, type CountedRow } from './row-counter.ts'
import type { TurnGraph } from './turn-graphs.ts'

/** What one turn of a thread that has a past sends to Kusto. */
export interface MeasuredTurn {
  /** Bytes of the messages that the turn began with, serialized. */
  readonly stateBytes: number
  readonly queries: number
  readonly rows: readonly CountedRow[]
  /** The rows that hold the whole state, or a piece of it. */
  readonly stateRows: readonly CountedRow[]
}

const MESSAGE =
  'The parcel with the order is on its way, and the tracking number was sent to the address that the account has. '

/**
 * Runs two turns on a local Kusto and counts what the second one sends.
 *
 * @param pastMessages - how many messages the thread begins with
 */
export async function measureTurn(turn: TurnGraph, pastMessages: number): Promise<MeasuredTurn> {
  await using kusto = await LocalKusto.open()
  const counter = new RowCounter(kusto.client())
  await using saver = new KustoSaver({ client: counter })
  await saver.setup({ provision: true })
  const takeTurn = turn.build(saver)
  const config = { configurable: { thread_id: 'measured-thread-0001' } }
  await takeTurn(config, pastOf(pastMessages))
  await saver.flush()
  const stateBytes = stateRowsOf(counter.rows).at(-1)?.valueBytes ?? 0
  counter.reset()
  await takeTurn(config, [new HumanMessage(MESSAGE)])
  await saver.flush()
  const { queries, rows } = counter
  return { stateBytes, queries, rows, stateRows: stateRowsOf(rows) }
}

function pastOf(length: number): BaseMessage[] {
  return Array.from({ length }, (_, n) =>
    n % 2 === 0 ? new HumanMessage(MESSAGE.repeat(3)) : new AIMessage(MESSAGE.repeat(3)),
  )
}

/** A value of the whole state is by far larger than any other one. */
function stateRowsOf(rows: readonly CountedRow[]): CountedRow[] {
  const blobs = rows.filter(({ channel }) => channel === 'messages')
  const largest = Math.max(...blobs.map(({ valueBytes }) => valueBytes))
  return blobs.filter(({ valueBytes }) => valueBytes > largest / 2)
}
