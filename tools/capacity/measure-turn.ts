import { HumanMessage } from '@langchain/core/messages'
import { KustoSaver } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'
import { RowCounter, type CountedRow } from './row-counter.ts'
import type { TurnGraph } from './turn-graphs.ts'

/** The requests of a thread's turns after its first one. */
export interface MeasuredTurns {
  readonly turns: number
  /** Serialized bytes of the thread's messages in the end. */
  readonly stateBytes: number
  readonly queries: number
  readonly rows: readonly CountedRow[]
}

const MESSAGE =
  'The parcel with the order is on its way, and the tracking number was sent to the address that the account has. '

/**
 * Runs turns on a local Kusto and counts the requests of all but the first, which has no history. A
 * list of messages is sent as its growth, and sometimes the saver merges earlier parts and sends
 * them again, so only many turns show the cost of one.
 */
export async function measureTurns(turn: TurnGraph, turns: number): Promise<MeasuredTurns> {
  await using kusto = await LocalKusto.open()
  const counter = new RowCounter(kusto.client())
  await using saver = new KustoSaver({ client: counter })
  await saver.setup({ provision: true })
  const takeTurn = turn.build(saver)
  const config = { configurable: { thread_id: 'measured-thread-0001' } }
  await takeTurn(config, [new HumanMessage(MESSAGE)])
  await saver.flush()
  counter.reset()
  for (let taken = 0; taken < turns; taken++) await takeTurn(config, [new HumanMessage(MESSAGE)])
  await saver.flush()
  const { queries, rows } = counter
  const tuple = await saver.getTuple(config)
  const stateBytes = jsonBytes(tuple?.checkpoint.channel_values['messages'])
  return { turns, stateBytes, queries, rows }
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
