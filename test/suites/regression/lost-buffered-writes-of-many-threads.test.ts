import { describe, expect, it } from 'vitest'
import { KustoSaverError } from '../../../src/errors.ts'
import { WriteBacklog } from '../../../src/store/state/write-backlog.ts'

const MOST_KEPT = 1000
const REST = 7

async function backlogOfLost(threads: number): Promise<WriteBacklog> {
  const backlog = new WriteBacklog()
  const refused = new KustoSaverError('INGEST_REJECTED', 'Kusto said no.')
  const acknowledged = Promise.reject<void>(refused)
  for (let n = 0; n < threads; n++) {
    backlog.add({
      threadId: `thread ${n}`,
      operation: 'put',
      acknowledged,
      confirm: () => undefined,
      undo: () => undefined,
    })
  }
  await acknowledged.catch(() => undefined)
  await new Promise(setImmediate)
  return backlog
}

describe('lost buffered writes of very many threads', () => {
  it('are kept for a thousand threads and only counted beyond', async () => {
    const backlog = await backlogOfLost(MOST_KEPT + REST)
    expect(backlog.failedThreads).toBe(MOST_KEPT + 1)
    await expect(backlog.settle()).rejects.toMatchObject({
      code: 'INGEST_REJECTED',
      message: expect.stringContaining(
        `${MOST_KEPT + REST} buffered writes of more than ${MOST_KEPT} threads were lost`,
      ) as unknown,
    })
    expect(backlog.failedThreads).toBe(0)
    await backlog.settle()
  })

  it('are reported once to the next call of any other thread', async () => {
    const backlog = await backlogOfLost(MOST_KEPT + REST)
    expect(() => backlog.refuseFailed('thread 3')).toThrow('of this thread was lost')
    expect(() => backlog.refuseFailed('another')).toThrow(
      `${REST} buffered writes were lost that are no longer listed by thread`,
    )
    backlog.refuseFailed('another')
    backlog.refuseFailed('thread 3')
    await expect(backlog.settle()).rejects.toThrow(
      `${MOST_KEPT - 1} buffered writes of ${MOST_KEPT - 1} threads were lost`,
    )
  })

  it('free memory for other failures once they were reported', async () => {
    const backlog = await backlogOfLost(2)
    expect(() => backlog.refuseFailed('thread 0')).toThrow('of this thread was lost')
    await expect(backlog.settle()).rejects.toThrow('1 buffered writes of 1 threads were lost')
  })
})
