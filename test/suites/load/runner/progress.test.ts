import { expect, test } from 'vitest'
import { HostTimeline } from '../../../../load/runner/host/host-timeline.ts'
import { K6Timeline } from '../../../../load/runner/k6/k6-timeline.ts'
import { progressLine } from '../../../../load/runner/progress.ts'

async function lineAfter(
  samples: readonly (readonly [metric: string, second: number, value: number])[],
): Promise<string> {
  const k6 = new K6Timeline()
  for (const [metric, second, value] of samples) {
    k6.add({ metric, atMs: second * 1_000, value, tags: { op: 'turn' } })
  }
  const hosts = new HostTimeline([], [])
  await hosts.stop()
  return progressLine({ scenario: 'turns', seconds: 20, k6, hosts })
}

test('says that hosts are warming up before the first iteration', async () => {
  expect(await lineAfter([])).toBe('turns   warming up')
})

test('shows the rate and p95 of the last five whole seconds, and all failures so far', async () => {
  const perSecond = [40, 40, 2, 2, 2, 2, 2, 99].flatMap((count, second) =>
    Array.from({ length: count }, () => ['iterations', second, 1] as const),
  )
  const line = await lineAfter([
    ...perSecond,
    ['http_req_duration', 0, 900],
    ['http_req_duration', 6, 30],
    ['http_req_failed', 0, 1],
    ['dropped_iterations', 7, 5],
  ])
  expect(line).toMatch(/^turns\s+7 s of 20\s+2\.0\/s\s+p95 30 ms\s+failed 1\s+dropped 5 /)
})
