import { JsonPlusSerializer, type SerializerProtocol } from '@langchain/langgraph-checkpoint'
import type { KustoSaver } from '../../../src/index.ts'
import type { FaultRule } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import type { Emissions } from './emissions.ts'
import { SECRETS, THREAD_MARKER } from './known-secrets.ts'

const CHANNEL = 'messages'
const ROWS_QUOTED = `Bad row: {"${CHANNEL}":"${SECRETS['value of a channel']}","m":"${SECRETS.metadata}","w":"${SECRETS['pending write']}"}`
const TOKEN_ECHOED = `A proxy says no to: Authorization: Bearer ${SECRETS.token}`
const STATUSES = [400, 401, 403, 413, 429, 503, 520] as const

/**
 * Every kind of failure, with messages that reveal too much: Kusto's quote rows, a proxy's quote
 * headers.
 */
export const TROUBLE: readonly (readonly [name: string, rules: readonly FaultRule[]])[] = [
  ...STATUSES.map((status): [string, FaultRule[]] => [
    `HTTP ${status}`,
    [
      { endpoint: 'ingest', fault: 'status', status, message: ROWS_QUOTED },
      { endpoint: ['query', 'mgmt'], fault: 'status', status, message: TOKEN_ECHOED },
    ],
  ]),
  ['lost connections', [{ fault: 'reset' }]],
  ['answers that break off', [{ fault: 'cut' }, { endpoint: 'ingest', fault: 'reset' }]],
  [
    'partial failures',
    [
      { fault: 'partial-failure', message: TOKEN_ECHOED },
      { endpoint: 'ingest', fault: 'status', status: 400, message: ROWS_QUOTED },
    ],
  ],
  ['lost acknowledgements', [{ fault: 'lost-acknowledgement' }]],
]

let steps = 0

/** Every call of the saver, with a secret in every possible place; records each error. */
export async function useSecrets(saver: KustoSaver, out: Emissions): Promise<void> {
  steps += 1
  const values = { [CHANNEL]: { text: SECRETS['value of a channel'] } }
  const checkpoint = checkpointOf(steps, values)
  const metadata = { ...metadataOf(steps), user: SECRETS.metadata }
  const thread = { thread_id: `${THREAD_MARKER}-${steps}`, checkpoint_ns: '' }
  const at = { configurable: { ...thread, checkpoint_id: checkpoint.id } }
  const writes: [string, unknown][] = [[CHANNEL, SECRETS['pending write']]]
  await out.failing(() =>
    saver.put({ configurable: thread }, checkpoint, metadata, checkpoint.channel_versions),
  )
  await out.failing(() => saver.putWrites(at, writes, 'task'))
  await out.failing(() => saver.flush())
  await out.failing(() => saver.getTuple(at))
  await out.failing(() => exhaust(saver.list(at, { filter: { user: SECRETS.metadata } })))
  await out.failing(() => saver.getDeltaChannelHistory({ config: at, channels: [CHANNEL] }))
  await out.healthOf(saver)
  await out.failing(() => saver.deleteThread(thread.thread_id))
}

/** Calls that are refused before anything is sent. */
export async function misuse(saver: KustoSaver, out: Emissions): Promise<void> {
  const config = { configurable: { thread_id: `${THREAD_MARKER}-misuse`, checkpoint_ns: '' } }
  const secret = SECRETS['value of a channel']
  const self: Record<string, unknown> = { secret }
  self['self'] = self
  const toJSON = (): never => {
    throw new Error(secret)
  }
  for (const value of [{ secret, n: 1n }, self, { toJSON }]) {
    const checkpoint = checkpointOf(1, { [CHANNEL]: value })
    await out.failing(() =>
      saver.put(config, checkpoint, metadataOf(1), checkpoint.channel_versions),
    )
  }
  await out.failing(() => saver.putWrites(config, [[CHANNEL, secret]], 'no checkpoint id'))
  const filter = { [CHANNEL]: { secret, n: 1n } }
  await out.failing(() => exhaust(saver.list(config, { filter })))
  await out.failing(() => exhaust(saver.list(config, { limit: Number.NaN, filter })))
}

/** Makes stored values unreadable: a parser's message then quotes them. */
export function brokenSerializer(): SerializerProtocol {
  const inner = new JsonPlusSerializer()
  return {
    dumpsTyped: async (value) =>
      typeof value === 'object' && value !== null && 'channel_versions' in value
        ? inner.dumpsTyped(value)
        : ['json', Buffer.from(SECRETS['value of a channel'])],
    loadsTyped: async (type, data) => inner.loadsTyped(type, data),
  }
}

async function exhaust(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}
