import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { isKustoSaverError, KustoSaver, type TelemetrySettings } from '../../../src/index.ts'
import { KustoSaverError } from '../../../src/errors.ts'
import { ShownThreads } from '../../../src/telemetry/core/shown-threads.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

type ThreadIds = TelemetrySettings['threadIds']

const configOf = (threadId: string, checkpointId?: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: '', checkpoint_id: checkpointId },
})

async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  return call().then(
    () => expect.unreachable('The call should fail.'),
    (error: unknown) => error,
  )
}

const put = async (of: KustoSaver, id: string, step = 1) =>
  of.put(configOf(id), checkpointOf(step, { a: 'x' }), metadataOf(step), { a: 1 })

/** Calls on one thread that fail in as many ways as there are places where its id is quoted. */
async function failures(threadId: string, threadIds: ThreadIds): Promise<unknown[]> {
  const telemetry = { lagProbeIntervalMs: 0, ...(threadIds === undefined ? {} : { threadIds }) }
  const patience = { retries: 1, retryBudgetMs: 50, telemetry }
  await using saver = new KustoSaver({ client: world.kusto.client(), ...patience })
  const buffered = new KustoSaver({
    client: world.kusto.client(),
    ...patience,
    writeMode: 'buffered',
  })
  const collected: unknown[] = []
  const collect = async (call: () => Promise<unknown>): Promise<void> => {
    collected.push(await failureOf(call))
  }
  const other = `${threadId}-other`
  await put(saver, other)
  await collect(async () => saver.copyThread(threadId, other))
  await collect(async () => saver.exportThread(threadId).next())
  const stored = await put(saver, threadId)
  await collect(async () => saver.copyThread(other, threadId))
  for (const endpoint of ['ingest', 'query'] as const) {
    for (const status of [400, 503]) {
      world.kusto.faults.add({ endpoint, fault: 'status', status, permanent: status === 400 })
      await collect(async () =>
        endpoint === 'ingest' ? put(saver, threadId, 2) : saver.getTuple(configOf(threadId)),
      )
      if (endpoint === 'query') await collect(async () => saver.list(configOf(threadId)).next())
      world.kusto.faults.clear()
    }
  }
  world.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 400 })
  await put(buffered, threadId, 3)
  await collect(async () => buffered.flush())
  world.kusto.faults.clear()
  // it builds on what was lost
  await collect(async () =>
    buffered.put(configOf(threadId, idOf(3)), checkpointOf(4, { a: 1 }), metadataOf(4), {}),
  )
  await buffered.close().catch((error: unknown) => collected.push(error))
  await saver.deleteThread(threadId)
  await collect(async () => saver.put(stored, checkpointOf(9, { a: 1 }), metadataOf(9), {}))
  return collected
}

/** All that loggers print of an error. */
function printed(error: unknown): string {
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) })
  logger.error({ err: error, raw: error })
  const stack = error instanceof Error ? error.stack : ''
  return [...lines, inspect(error, { depth: Infinity }), JSON.stringify(error), stack].join('\n')
}

describe('errors that calls throw', () => {
  it('name the thread by default', async () => {
    const threadId = `user-${freshThread()}`
    const all = await failures(threadId, undefined)
    expect(all.length).toBeGreaterThan(10)
    expect(all.filter((error) => printed(error).includes(threadId)).length).toBeGreaterThan(5)
  })

  it.each(['hashed', 'omitted'] as const)('hold no id of a thread if it is %s', async (mode) => {
    const secret = freshThread()
    const threadId = `user "${secret}"`
    const all = await failures(threadId, mode)
    expect(all.map((error) => printed(error)).filter((text) => text.includes(secret))).toEqual([])
    for (const error of all) {
      expect(isKustoSaverError(error) && error.code).toMatch(/^[A-Z_]+$/)
      expect(inspect(error)).toMatch(/^KustoSaverError: .+\n +at /)
    }
  })

  it('are told apart by the hash', async () => {
    const threadId = `user ${freshThread()}`
    const hash = createHash('sha256').update(threadId).digest('hex').slice(0, 16)
    const errors = (await failures(threadId, 'hashed')).filter(isKustoSaverError)
    const deleted = errors.find(({ code }) => code === 'THREAD_DELETED')
    expect(deleted).toMatchObject({ threadId: hash, operation: 'put' })
    expect(deleted?.message).toContain(`Thread "${hash}" was deleted`)
    expect(errors.filter((error) => error.threadId === hash).length).toBeGreaterThan(5)
  })

  it('hold none in their causes either, and keep what has none', () => {
    const threads = new ShownThreads('omitted')
    const clean = new TypeError('Not a function')
    const bare = new RangeError('Row of user-4711-a is too long')
    const inner = new KustoSaverError('INGEST_REJECTED', 'Refused', {
      threadId: 'user-4711-a',
      cause: bare,
    })
    const error = new KustoSaverError('BUFFER_LOST', 'Lost writes of "user-4711-a"', {
      threadId: 'user-4711-a',
      cause: inner,
    })
    const shown = threads.error(error)
    expect(printed(shown)).not.toContain('4711')
    expect(shown).toMatchObject({
      code: 'BUFFER_LOST',
      message: 'Lost writes of "…"',
      cause: {
        code: 'INGEST_REJECTED',
        cause: { name: 'RangeError', message: 'Row of … is too long' },
      },
    })
    const other = new KustoSaverError('CLOSED', 'Closed', { cause: clean })
    expect(threads.error(other)).toMatchObject({ code: 'CLOSED', cause: clean })
    expect(threads.error(clean)).toBe(clean)
  })

  it('keep texts whole whose words are the id of a thread', () => {
    const error = new KustoSaverError('CORRUPT', 'Thread "a" has a bad row', { threadId: 'a' })
    expect(new ShownThreads('omitted').error(error, ['a'])).toMatchObject({
      message: 'Thread "…" has a bad row',
      threadId: undefined,
    })
  })
})
