import { pino } from 'pino'
import { expect, it } from 'vitest'
import { VirtualClock } from '../../../src/local/index.ts'
import { SaverLog } from '../../../src/telemetry/logs/saver-log.ts'
import { SummedLines } from '../../../src/telemetry/logs/summed-lines.ts'

function opened(level = 'info') {
  const written: unknown[] = []
  const write = (line: string): void => {
    written.push(JSON.parse(line))
  }
  const clock = new VirtualClock()
  const log = new SaverLog({ logger: pino({ level }, { write }), level: undefined })
  return { written, clock, lines: new SummedLines(log, clock) }
}

it('a line is written at once, its repetitions every ten seconds with the latest fields', async () => {
  const { written, clock, lines } = opened()
  for (const n of [1, 2, 3]) lines.write('warn', 'a', () => ({ n }), 'trouble')
  lines.write('warn', 'b', () => ({ n: 9 }), 'trouble')
  expect(written).toMatchObject([
    { n: 1, times: 1, msg: 'trouble' },
    { n: 9, times: 1 },
  ])
  await clock.advance(10_000)
  expect(written.slice(2)).toMatchObject([{ n: 3, times: 2, msg: 'trouble' }])
  await clock.advance(10_000)
  expect(written).toHaveLength(3)
  expect(clock.pendingTimers).toBe(0)
  lines.write('warn', 'a', () => ({ n: 4 }), 'trouble')
  expect(written.at(-1)).toMatchObject({ n: 4, times: 1 })
})

it('what is summed up is written on closing', () => {
  const { written, clock, lines } = opened()
  for (const n of [1, 2, 3]) lines.write('warn', 'a', () => ({ n }), 'trouble')
  lines.close()
  expect(written).toMatchObject([
    { n: 1, times: 1 },
    { n: 3, times: 2 },
  ])
  expect(clock.pendingTimers).toBe(0)
})
