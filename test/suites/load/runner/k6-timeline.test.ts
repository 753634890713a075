import { expect, test } from 'vitest'
import { readK6Sample } from '../../../../load/runner/k6/k6-sample.ts'
import { K6Timeline } from '../../../../load/runner/k6/k6-timeline.ts'

function line(
  metric: string,
  time: string,
  value: number,
  tags: Record<string, string> = {},
): string {
  return JSON.stringify({ metric, type: 'Point', data: { time, value, tags } })
}

test('groups samples by second, and durations by operation', () => {
  const timeline = new K6Timeline()
  for (const text of [
    line('http_req_duration', '2026-01-01T00:00:00.900000001Z', 12, { op: 'turn' }),
    line('iterations', '2026-01-01T00:00:00.95Z', 1),
    line('http_req_duration', '2026-01-01T00:00:02.1Z', 40, { op: 'turn' }),
    line('dropped_iterations', '2026-01-01T00:00:02.1Z', 3),
    line('http_req_failed', '2026-01-01T00:00:02.1Z', 1),
    // older than the first: samples do not come in order
    line('http_req_duration', '2026-01-01T00:00:00.5Z', 7, { op: 'look' }),
  ]) {
    const sample = readK6Sample(text)
    if (sample !== undefined) timeline.add(sample)
  }
  expect(
    timeline.seconds.map(({ iterations, dropped, failed }) => [iterations, dropped, failed]),
  ).toEqual([
    [1, 0, 0],
    [0, 3, 1],
  ])
  expect(timeline.requests()).toEqual({
    turn: { count: 2, p50: 12, p95: 40, p99: 40, max: 40 },
    look: { count: 1, p50: 7, p95: 7, p99: 7, max: 7 },
  })
})

test.each([
  line('vus', '2026-01-01T00:00:00Z', 3),
  line('http_req_duration', '2026-01-01T00:00:00Z', 3, { group: '::setup', op: 'warm-up' }),
  JSON.stringify({ metric: 'iterations', type: 'Metric', data: { name: 'iterations' } }).replace(
    '"metric"',
    ' "metric"',
  ),
  'time="…" level=info msg="text of k6"',
])('ignores samples that no chart shows: %s', (text) => {
  expect(readK6Sample(text)).toBeUndefined()
})

test('ignores a partial last line of a killed k6, wherever it ends', () => {
  const whole = line('http_req_duration', '2026-01-01T00:00:00Z', 3, { op: 'turn' })
  expect(readK6Sample(whole)).toMatchObject({ value: 3 })
  for (let end = 0; end < whole.length; end += 1) {
    expect(readK6Sample(whole.slice(0, end))).toBeUndefined()
  }
})
