import { KustoSaver, type KustoSaverOptions } from '../../../src/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoIngest } from '../../../src/kusto/kusto-client.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

/** A Kusto that goes away, or refuses rows, when a test says so. */
export class MoodyClient extends CountingClient {
  isAway = false
  /** Requests whose body holds it are refused for good. */
  refused: string | undefined
  /** Table and body of what was stored, in order. */
  readonly stored: (readonly [table: string, body: string])[] = []

  override async ingest(request: KustoIngest): Promise<void> {
    const body = Buffer.from(request.body).toString()
    if (this.isAway) {
      throw new KustoError('away', { code: 'ServiceUnavailable', status: 503, permanent: false })
    }
    if (this.refused !== undefined && body.includes(this.refused)) {
      throw new KustoError('no', { code: 'BadRequest_Test', status: 400, permanent: true })
    }
    await super.ingest(request)
    this.stored.push([request.table, body])
  }

  override close(): Promise<void> {
    return Promise.resolve()
  }
}

/** A saver that sends its rows when told to, or when it is closed in time. */
export function openSpooled(
  kusto: LocalKusto,
  path: string,
  options: KustoSaverOptions & {
    readonly closeTimeoutMs?: number
    readonly maxBytes?: number
  } = {},
) {
  const { closeTimeoutMs = 0, maxBytes, ...own } = options
  const client = new MoodyClient(kusto.client())
  const spool = {
    path,
    closeTimeoutMs,
    lingerMs: 3_600_000,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  }
  const saver = new KustoSaver({
    retries: 0,
    retryBudgetMs: 0,
    ...own,
    client,
    writeMode: 'spooled',
    spool,
  })
  return { saver, client }
}

export const configOf = (threadId: string, n?: number) => ({
  configurable: {
    thread_id: threadId,
    checkpoint_ns: '',
    ...(n === undefined ? {} : { checkpoint_id: idOf(n) }),
  },
})

/** Changes `b` and carries `a`, as a superstep does that writes to one channel. */
export const put = (saver: KustoSaver, threadId: string, n: number) =>
  saver.put(
    configOf(threadId, n === 1 ? undefined : n - 1),
    checkpointOf(n, { a: 'base', b: `value ${n}` }, { a: 1, b: n }),
    metadataOf(n),
    n === 1 ? { a: 1, b: 1 } : { b: n },
  )

export const stepOf = async (saver: KustoSaver, threadId: string): Promise<unknown> =>
  (await saver.getTuple(configOf(threadId)))?.checkpoint.channel_values['b']
