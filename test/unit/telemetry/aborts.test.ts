import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

type Read = (saver: KustoSaver, signal: AbortSignal) => Promise<unknown>

const configOf = (signal: AbortSignal) => ({
  configurable: { thread_id: freshThread(), checkpoint_ns: '' },
  signal,
})

const READS: readonly [string, Read][] = [
  ['get_tuple', async (saver, signal) => saver.getTuple(configOf(signal))],
  ['list', async (saver, signal) => saver.list(configOf(signal)).next()],
]

describe.each(READS)('%s aborted by its caller', (op, read) => {
  it('is not an error: no span fails, and the log line has level debug', async () => {
    world.kusto.faults.add({ endpoint: 'query', fault: 'hang' })
    const written: { level: number; msg: string }[] = []
    const logger = pino(
      { level: 'debug' },
      { write: (line: string) => void written.push(JSON.parse(line)) },
    )
    await using observed = world.open({ logger })
    const abort = new AbortController()
    const reading = read(observed.saver, abort.signal)
    await expect.poll(() => world.kusto.faults.given.hang ?? 0).toBeGreaterThan(0)
    abort.abort()
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' })
    const spans = observed.tracing.spans()
    expect(spans).toHaveLength(2)
    for (const { status, events } of spans) expect([status.code, events]).toEqual([0, []])
    expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual(
      expect.arrayContaining(['ABORTED', 'RequestAborted']),
    )
    expect(written.filter(({ level }) => level > 30)).toEqual([])
    expect(written).toContainEqual(expect.objectContaining({ op, msg: `${op} aborted` }))
  })
})
