import { percentiles } from './percentiles.ts'
import { observation, NO_BENCHMARKS, type Probe } from './probe.ts'
import { requestOf } from './scratch.ts'

const MAX_VISIBLE_MS = 10_000

export const streamingLatency: Probe = {
  name: 'streaming-latency',
  question: 'How long does a streaming request take, and how soon is its row visible?',
  done: 'streamed 200 rows one after another, each followed by queries until it was counted',
  expected: 'p99 of becoming visible is at most 10 s (data-explorer/ingest-data-streaming.md)',
  ifItDiffers: 'Raise the thresholds of the lag alerts, and look at the load of the cluster.',
  async run(scratch) {
    if (scratch.isEmulator) return NO_BENCHMARKS
    const table = await scratch.table('Latency')
    await scratch.store(table, [['0', 'warm-up']])
    const stored: number[] = []
    const visible: number[] = []
    for (let sample = 1; sample <= scratch.samples; sample += 1) {
      const begunAtMs = performance.now()
      await scratch.client.ingest(requestOf(table, [[String(sample), 'x']]))
      stored.push(Math.round(performance.now() - begunAtMs))
      const row = `${table} | where id == '${sample}'`
      const seenMs = await scratch.until(async () => (await scratch.count(row)) > 0)
      if (seenMs === undefined) return observation(false, `row ${sample} ${scratch.after(seenMs)}`)
      visible.push(seenMs)
    }
    const [ack, seen] = [percentiles(stored), percentiles(visible)]
    return {
      ...observation(
        seen.p99 <= MAX_VISIBLE_MS,
        `of ${scratch.samples}: request ${inMs(ack)}; visible after it ${inMs(seen)}`,
      ),
      figures: {
        storedMedianMs: ack.median,
        storedP95Ms: ack.p95,
        storedP99Ms: ack.p99,
        visibleMedianMs: seen.median,
        visibleP95Ms: seen.p95,
        visibleP99Ms: seen.p99,
      },
    }
  },
}

function inMs({ median, p95, p99 }: ReturnType<typeof percentiles>): string {
  return `median ${median} ms, p95 ${p95} ms, p99 ${p99} ms`
}
