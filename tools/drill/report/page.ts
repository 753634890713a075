import { cpus } from 'node:os'
import { FACTOR } from '../host/time-factor.ts'
import { SCRAPE_INTERVAL_MS } from '../run/run-drill.ts'
import { tableOf, type Row } from './table.ts'

export interface DrillRun {
  readonly rows: readonly Row[]
  readonly command: string
  readonly hostsAtOnce: number
  /** Of the real clock. */
  readonly date: string
  readonly minutes: number
  /** Processes that wanted a core, before the drill and at its end. */
  readonly load: readonly [before: number, after: number]
  /** How late the drill's own timers were at most, in real milliseconds. */
  readonly latestMs: number
  readonly prometheus: string
}

/** The report of a whole drill. */
export function drillPage(run: DrillRun): string {
  return `# The drill

<!-- Written by \`npm run drill\`; not by hand. -->

Each fault breaks one agent host or its Kusto while a real Prometheus with the bundled rules
watches. An alert that is neither in the column of those that had to fire nor allowed as a
consequence (\`tools/drill/expectations.ts\`) must not fire.

${tableOf(run.rows)}

- Failed calls are those that the host's metrics page, its log and its spans count. They must agree.
- Lines are those of level \`info\` and above, per minute of fast time.
- Health is the last \`healthCheck()\` before the repair, and the time of the first that was not \`ok\`.

## Configuration

- \`${run.command}\` on ${run.date}, in ${run.minutes.toFixed(1)} minutes, Node ${process.versions.node},
  ${prometheusText(run)}, ${cpus().length} cores with a load of ${run.load[0].toFixed(1)} before and ${run.load[1].toFixed(1)} at the end
  (the drill itself takes about 1). Its own timers were up to ${(run.latestMs / 1000).toFixed(1)} s late;
  beyond a second, hosts fail for that alone.
- Each host is a process with two LangGraph agents on \`KustoSaver\`, over Microsoft's SDKs, with its
  own served local Kusto and its own job. ${run.hostsAtOnce} hosts run at the same time.
- **Time runs ${FACTOR} times as fast** in hosts and Kustos: retries, time-outs, probes, health's windows
  and batching take a ${FACTOR}th, and ages are measured in fast time. The rules are the bundled ones, with
  their pending periods, windows and offsets divided by ${FACTOR}. Rates are divided by ${FACTOR} too, because
  Prometheus counts per real second. Scrapes and evaluations are ${SCRAPE_INTERVAL_MS / 1000} s apart, which is ${(SCRAPE_INTERVAL_MS / 1000) * FACTOR} s.
- **What cannot be compressed:** work takes as long as ever. So the bounds of the latency alerts
  apply in real seconds, and the blocked event loop is blocked for real milliseconds. Least numbers
  of calls in a window stay, so each host has ${FACTOR} times the traffic that would meet them. The windows
  of a day or more are longer than the drill; what they would still find is not tried here.
`
}

function prometheusText({ prometheus }: DrillRun): string {
  return `Prometheus ${prometheus}`
}
