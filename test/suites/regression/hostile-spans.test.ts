import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'

const CONFIG = { configurable: { thread_id: 'spans', checkpoint_ns: '' } }

let kusto: LocalKusto

beforeEach(async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  kusto = await openProvisionedKusto()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await kusto.close()
})

function spansLike(part: object): object {
  const span = {
    isRecording: () => true,
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    ...Object.fromEntries(
      ['setAttribute', 'setStatus', 'recordException', 'addLink', 'end'].map((name) => [
        name,
        (): unknown => span,
      ]),
    ),
    ...part,
  }
  const startSpan = (): typeof span => span
  const getTracer = (): { startSpan: typeof startSpan } => ({ startSpan })
  return { tracerProvider: { getTracer } }
}

const rejecting = async (): Promise<never> => {
  throw new Error('broken later')
}
const idsLike = (id: unknown): object => ({
  spanContext: () => ({ traceId: id, spanId: id, traceFlags: 1 }),
})

describe('calls work, over HTTP too, and nothing rejects unhandled, if', () => {
  it.each<readonly [string, object]>([
    ['ids break a header', idsLike('x\r\ny: z')],
    ['ids are no text', idsLike(Symbol('id'))],
    ['there is no span context', { spanContext: () => null }],
    ['it is a promise that rejects', { isRecording: rejecting, spanContext: rejecting }],
    ['attributes reject later', { setAttribute: rejecting }],
    ['the end rejects later', { end: rejecting }],
    ['failures reject later', { setStatus: rejecting, recordException: rejecting }],
  ])('%s', async (_, part) => {
    const unhandled: unknown[] = []
    const onUnhandled = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', onUnhandled)
    const server = await kusto.listen()
    {
      await using saver = KustoSaver.fromConnString(`${server.url}/NetDefaultDB`, {
        ...spansLike(part),
        logger: pino({ level: 'trace' }, { write: () => undefined }),
      })
      const next = await saver.put(CONFIG, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
      await saver.putWrites(next, [['a', 1]], 'task')
      expect((await saver.getTuple(CONFIG))?.checkpoint.id).toBe(idOf(1))
      await expect(
        saver.put(CONFIG, checkpointOf(2, { a: 1n }), metadataOf(2)),
      ).rejects.toMatchObject({ code: 'UNSERIALIZABLE' })
    }
    await new Promise(setImmediate)
    process.off('unhandledRejection', onUnhandled)
    expect(unhandled).toEqual([])
  })
})
