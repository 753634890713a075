import type { K6Timeline } from '../k6/k6-timeline.ts'
import { percentiles } from '../metrics/percentiles.ts'
import type { Chart, ChartLine } from './chart.ts'

/** Long runs are drawn with fewer points, because more could not be distinguished. */
const MAX_POINTS = 300

/** k6's rates, durations and failures. */
export function chartsOfK6(timeline: K6Timeline): Chart[] {
  const width = Math.max(1, Math.ceil(timeline.seconds.length / MAX_POINTS))
  const spans = Array.from({ length: Math.ceil(timeline.seconds.length / width) }, (_, index) =>
    timeline.seconds.slice(index * width, (index + 1) * width),
  )
  const atSeconds = spans.map((_, index) => index * width)
  const perSecond = (read: (second: K6Timeline['seconds'][number]) => number): number[] =>
    spans.map((span) => span.reduce((sum, second) => sum + read(second), 0) / span.length)
  return [
    {
      title: 'Iterations',
      note: 'Open loop: the line must stay at the planned rate however slow the host is.',
      unit: '/s',
      atSeconds,
      lines: [
        { label: 'ended', values: perSecond(({ iterations }) => iterations) },
        { label: 'dropped', values: perSecond(({ dropped }) => dropped) },
        { label: 'failed requests', values: perSecond(({ failed }) => failed) },
      ],
    },
    {
      title: 'Requests: duration as k6 sees it',
      note: 'One request of an agent turn is a whole turn. A line that rises to the right: the host falls behind.',
      unit: 'ms',
      atSeconds,
      lines: durationLines(timeline, spans),
    },
  ]
}

function durationLines(timeline: K6Timeline, spans: readonly K6Timeline['seconds'][]): ChartLine[] {
  const { ops } = timeline
  const shares = ops.length > 2 ? (['p95'] as const) : (['p50', 'p95', 'p99'] as const)
  return ops.flatMap((op) => {
    const found = spans.map((span) => percentiles(timeline.durations(op, span)))
    return shares.map((share) => ({
      label: `${op} ${share}`,
      values: found.map((one) => one?.[share] ?? null),
    }))
  })
}
