import type { HostSample, LedgerAnswer } from '../../http-api.ts'
import type { HostMoment } from '../host/host-timeline.ts'
import { bucketQuantile, bucketsBetween } from '../metrics/bucket-quantile.ts'
import { SAVER_CALLS } from '../metrics/saver-reading.ts'
import type { Chart, ChartLine } from './chart.ts'

const MAX_POINTS = 300
/** Quantiles over one second with few calls would fluctuate. */
const QUANTILE_MOMENTS = 5
const MB = 1e6

type Ledgers = Readonly<Record<string, LedgerAnswer>>

interface Drawing {
  readonly moments: readonly HostMoment[]
  readonly atSeconds: readonly number[]
}

/** The saver's own metrics and the system's figures, once a second. */
export function chartsOfHosts(all: readonly HostMoment[], fromMs: number): Chart[] {
  const drawing = drawingOf(all, fromMs)
  return [calls(drawing), durations(drawing), requests(drawing), ...pressure(drawing), cpu(drawing)]
}

/** Without the time before the load. */
function drawingOf(all: readonly HostMoment[], fromMs: number): Drawing {
  const loaded = all.filter(({ atMs }) => atMs >= fromMs)
  const every = Math.max(1, Math.ceil(loaded.length / MAX_POINTS))
  const moments = loaded.filter((_, index) => index % every === 0)
  const atSeconds = moments.map(({ atMs }) => Math.round((atMs - fromMs) / 100) / 10)
  return { moments, atSeconds }
}

function calls({ moments, atSeconds }: Drawing): Chart {
  return {
    title: 'Saver: calls',
    note: "By the saver's own metrics; it follows the iterations.",
    unit: '/s',
    atSeconds,
    lines: SAVER_CALLS.map((call) => ({
      label: call,
      values: rates(moments, ({ saver }) => saver.calls[call]),
    })),
  }
}

function durations({ moments, atSeconds }: Drawing): Chart {
  return {
    title: 'Saver: duration, 95th percentile',
    note: `Over ${QUANTILE_MOMENTS} readings, from the histograms that Prometheus gets: as exact as their buckets.`,
    unit: 'ms',
    atSeconds,
    lines: SAVER_CALLS.map((call) => ({
      label: call,
      values: moments.map((moment, index) => {
        const earlier = moments[index - QUANTILE_MOMENTS] ?? moments[0]
        if (earlier === undefined) return null
        const buckets = bucketsBetween(earlier.saver.seconds[call], moment.saver.seconds[call])
        const seconds = bucketQuantile(0.95, buckets)
        return seconds === undefined ? null : seconds * 1_000
      }),
    })),
  }
}

function requests({ moments, atSeconds }: Drawing): Chart {
  const kinds = [...new Set(moments.flatMap(({ saver }) => Object.keys(saver.requests)))]
  return {
    title: 'Kusto: requests',
    note: 'Group commit: under load they are far fewer than calls.',
    unit: '/s',
    atSeconds,
    lines: [
      ...kinds.map((kind) => ({
        label: kind,
        values: rates(moments, ({ saver }) => saver.requests[kind] ?? 0),
      })),
      { label: 'retries', values: rates(moments, ({ saver }) => saver.retries) },
    ],
  }
}

function pressure({ moments, atSeconds }: Drawing): Chart[] {
  const line = (label: string, read: (moment: HostMoment) => number): ChartLine => ({
    label,
    values: moments.map(read),
  })
  return [
    {
      title: 'Saver: rows on their way',
      note: 'Waiting for a request (queue), and acknowledged but not yet seen by a query (overlay). Both end at 0.',
      unit: 'rows',
      atSeconds,
      lines: [
        line('queue', ({ saver }) => saver.queueRows),
        line('overlay', ({ saver }) => saver.overlayRows),
      ],
    },
    {
      title: 'Ingestion lag',
      note: 'Age of the oldest acknowledged row that no query has returned yet. It ends at 0.',
      unit: 's',
      atSeconds,
      lines: [line('lag', ({ saver }) => saver.lagSeconds)],
    },
  ]
}

function cpu({ moments, atSeconds }: Drawing): Chart {
  return {
    title: 'Cores in use',
    note: 'When they add up to what the machine has, everything above is slower than it need be.',
    unit: 'cores',
    atSeconds,
    lines: programNames(moments).map((name) => ({
      label: name,
      values: rates(moments, ({ programs }) => programs[name]?.cpuSeconds),
    })),
  }
}

/** The host processes' own figures, and the system's figures of the other programs. */
export function chartsOfProcesses(
  ledgers: Readonly<Record<string, LedgerAnswer>>,
  moments: readonly HostMoment[],
  fromMs: number,
): Chart[] {
  const drawing = drawingOf(moments, fromMs)
  return [memoryChart(ledgers, drawing), eventLoopChart(ledgers, drawing)]
}

function memoryChart(ledgers: Ledgers, { moments, atSeconds }: Drawing): Chart {
  const others = programNames(moments).filter((name) => ledgers[name] === undefined)
  return {
    title: 'Memory',
    note: 'After warm-up it must not rise any more; a heap goes up and down with its collections.',
    unit: 'MB',
    atSeconds,
    lines: [
      ...hostLines(ledgers, moments, 'resident', ({ residentBytes }) => inMb(residentBytes)),
      ...hostLines(ledgers, moments, 'heap', ({ heapBytes }) => inMb(heapBytes)),
      ...others.map((name) => ({
        label: name,
        values: moments.map(({ programs }) => inMb(programs[name]?.residentBytes)),
      })),
    ],
  }
}

function eventLoopChart(ledgers: Ledgers, { moments, atSeconds }: Drawing): Chart {
  return {
    title: 'Event loop of the host: greatest delay',
    note: 'Of each second. What blocks the loop holds up every request of the process.',
    unit: 'ms',
    atSeconds,
    lines: hostLines(ledgers, moments, 'delay', ({ eventLoopDelayMaxMs }) => eventLoopDelayMaxMs),
  }
}

function hostLines(
  ledgers: Ledgers,
  moments: readonly HostMoment[],
  label: string,
  read: (sample: HostSample) => number | null,
): ChartLine[] {
  return Object.entries(ledgers).map(([name, { samples }]) => ({
    label: `${name}: ${label}`,
    values: moments.map(({ atMs }) => {
      const sample = samples.findLast((one) => one.atMs <= atMs)
      return sample === undefined ? null : read(sample)
    }),
  }))
}

function programNames(moments: readonly HostMoment[]): string[] {
  return [...new Set(moments.flatMap(({ programs }) => Object.keys(programs)))]
}

function inMb(bytes: number | undefined): number | null {
  return bytes === undefined ? null : Math.round(bytes / MB)
}

/** Increases of a counter from each moment to the next. */
function rates(
  moments: readonly HostMoment[],
  read: (moment: HostMoment) => number | undefined,
): (number | null)[] {
  return moments.map((moment, index) => {
    const earlier = moments[index - 1]
    const [from, to] = [earlier === undefined ? undefined : read(earlier), read(moment)]
    if (earlier === undefined || from === undefined || to === undefined) return null
    return Math.max(0, ((to - from) * 1_000) / (moment.atMs - earlier.atMs))
  })
}
