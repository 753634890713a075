import { SINK_DEFAULTS } from '../../src/ingest/sink-options.ts'
import {
  BATCH_QUEUE_OLDEST_AGE,
  BATCH_QUEUE_SIZE,
  BLOCKED_WRITES,
  BUFFER_FILL,
  DB_COLLECTION_NAME,
  DROPPED_ROWS,
  FORKS,
  INGESTED_ROWS,
  INGESTION_LAG,
  INGESTION_MODE,
  LOST_ROWS,
  MATERIALIZED_VIEW_AGE,
  OVERLAY_FILL,
  PUTS,
  REASON,
  RETRIES,
  SPOOL_OLDEST_AGE,
  SPOOL_REFUSED_ROWS,
  TORN_CHECKPOINTS,
  TORN_STATE,
  WAIT_REASON,
  type AttributeDefinition,
  type MetricDefinition,
} from '../../src/telemetry/core/semconv.ts'
import { LAG_BOUNDS_MS, VIEW_AGE_BOUND_MS } from '../../src/store/revisions/arrival-window.ts'
import { by } from '../promql/expressions.ts'
import { is, isNoneOf } from '../promql/metric-names.ts'
import { ACCEPTED } from '../service-level.ts'
import { alert } from './alert.ts'
import type { KeptLabels } from './kept-labels.ts'
import { fleet } from './recording.ts'
import type { AlertRule } from './rule-files.ts'
import { worstErrorOver } from './worst-error.ts'

/**
 * The saver gives waiting rows up when their retry budget ends, so their age is a saw-tooth that
 * peaks there and passes half of it again and again.
 */
const OLD_S = SINK_DEFAULTS.retryBudgetMs / 2000

/** Fill ratio above which a buffer or an overlay counts as nearly full. */
const NEARLY_FULL = 0.8

/** Normally rows leave the local disk within seconds. */
const SPOOL_OLD_S = 300

/** Per 15 minutes. A few are normal: puts that failed halfway. */
const MANY_UNCONFIRMED = 5

interface Grouping {
  readonly matchers?: readonly string[]
  readonly by: readonly (AttributeDefinition | string)[]
}

const TABLE = '{{ $labels.db_collection_name }}'

export function ingestionAlerts(kept: KeptLabels): readonly AlertRule[] {
  const { host } = kept
  return [
    ...lag(kept),
    ...buffer(kept),
    alert({
      name: 'Throttled',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '5m',
      expr: `${fleet.rate(RETRIES, { ...kept.by(), matchers: [is(REASON, '429')] })} > 0.1`,
      summary: `Kusto throttles ${host}`,
      description:
        '{{ $value | humanize }} requests per second are retried after HTTP 429. The cluster is over its capacity policy.',
    }),
    alert({
      name: 'RetriesHigh',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '5m',
      expr: `${fleet.rate(RETRIES, { by: [...kept.ofDatabase, REASON], matchers: [isNoneOf(REASON, ['429'])] })} > 0.1`,
      summary: `Requests of ${host} to Kusto fail and are sent again ({{ $labels.reason }})`,
      description: `{{ $value | humanize }} requests per second of ${host} are sent again because of {{ $labels.reason }}. Calls still succeed but take longer; when retries no longer help, they fail.`,
    }),
    alert({
      name: 'RowsDropped',
      dashboard: 'ingestion',
      severity: 'critical',
      for: '0m',
      expr: anyOf(DROPPED_ROWS, kept.by()),
      summary: `${host} has lost rows`,
      description: `{{ $value | humanize }} rows of ${host} were lost after their call had settled (buffered mode).`,
    }),
    alert({
      name: 'SpoolRefused',
      dashboard: 'ingestion',
      severity: 'critical',
      for: '0m',
      expr: `${fleet.max(SPOOL_REFUSED_ROWS, { by: kept.ofProcess })} > 0`,
      summary: `Kusto refuses rows that {{ $labels.instance }} (${host}) keeps on its disk`,
      description:
        'Threads with {{ $value | humanize }} rows on the local disk are stopped, because Kusto refuses some of them for good (spooled mode). Every call of these threads fails until the rows are stored or dropped.',
    }),
    alert({
      name: 'SpoolOld',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '5m',
      expr: `${fleet.max(SPOOL_OLDEST_AGE, { by: kept.ofProcess })} > ${SPOOL_OLD_S}`,
      summary: `Rows wait on the disk of {{ $labels.instance }} (${host})`,
      description:
        'The oldest row on the local disk has waited for {{ $value | humanizeDuration }} (spooled mode). Calls succeed until spool.maxBytes is reached; other processes do not see these rows.',
    }),
    alert({
      name: 'RowsLost',
      dashboard: 'ingestion',
      severity: 'critical',
      for: '0m',
      expr: anyOf(LOST_ROWS, kept.by()),
      summary: `Rows that Kusto acknowledged to ${host} never became visible`,
      description: `No query returned {{ $value | humanize }} acknowledged rows of ${host} within the arrival window.`,
    }),
    alert({
      name: 'ValuesGone',
      dashboard: 'overview',
      severity: 'critical',
      for: '0m',
      expr: `(${anyOf(TORN_CHECKPOINTS, { ...kept.by(), matchers: [is(TORN_STATE, 'lost')] })}) or (${fleet.over('15m').increase(TORN_CHECKPOINTS, { ...kept.by(), matchers: [is(TORN_STATE, 'unconfirmed')] })} > ${MANY_UNCONFIRMED})`,
      summary: `Values of stored checkpoints are gone in ${host}`,
      description: `{{ $value | humanize }} checkpoints that ${host} read lack values that were stored. Threads continue from an older state or fail with STATE_LOST. Was a table dropped?`,
    }),
    alert({
      name: 'ThreadsForked',
      dashboard: 'overview',
      severity: 'warning',
      for: '0m',
      expr: anyOf(FORKS, kept.by()),
      summary: `Two processes run the same thread in ${host}`,
      description:
        '{{ $value | humanize }} checkpoints have two children by different savers. The thread continues without the state of one branch.',
    }),
  ]
}

function lag(kept: KeptLabels): AlertRule[] {
  const { host } = kept
  const description = `Kusto acknowledged a row {{ $value | humanizeDuration }} ago, and no query of ${host} has returned it. Other processes may read an older state.`
  return [
    alert({
      name: 'IngestionLagHigh',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '2m',
      expr: lagAbove('warning', kept),
      summary: `Rows of ${host} become visible late`,
      description,
    }),
    alert({
      name: 'IngestionLagCritical',
      dashboard: 'ingestion',
      severity: 'critical',
      for: '2m',
      expr: lagAbove('critical', kept),
      summary: `Rows of ${host} become visible very late`,
      description,
    }),
    alert({
      name: 'IngestionStalled',
      dashboard: 'ingestion',
      severity: 'critical',
      for: '10m',
      expr: stalled(kept),
      summary: `Kusto acknowledges nothing that ${host} writes`,
      description: `Agents of ${host} write, and Kusto has acknowledged no row for 15 minutes.${worstErrorOver('1h', kept)}`,
    }),
    alert({
      name: 'ViewBehind',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '30m',
      expr: `${fleet.max(MATERIALIZED_VIEW_AGE, kept.by(DB_COLLECTION_NAME))} > ${VIEW_AGE_BOUND_MS / 1000}`,
      summary: `The materialized view ${TABLE} of ${host} is behind`,
      description: `The stored part of ${TABLE} is {{ $value | humanizeDuration }} old. Reads stay correct but slow down, because they scan all newer rows.`,
    }),
  ]
}

/** Over all tables, so that one fault fires one alert. */
function lagAbove(bound: 'warning' | 'critical', kept: KeptLabels): string {
  const { streaming, queued } = LAG_BOUNDS_MS
  return either(
    `${longestLag(is(INGESTION_MODE, 'streaming'), kept)} > ${streaming[bound] / 1000}`,
    `${longestLag(isNoneOf(INGESTION_MODE, ['streaming']), kept)} > ${queued[bound] / 1000}`,
  )
}

function longestLag(matcher: string, kept: KeptLabels): string {
  return fleet.max(INGESTION_LAG, { ...kept.by(), matchers: [matcher] })
}

function either(first: string, second: string): string {
  return `(${first}) or (${second})`
}

function buffer({ host, ofProcess }: KeptLabels): AlertRule[] {
  const process = { by: ofProcess }
  const quarter = fleet.over('15m')
  const growing = `sum${by(ofProcess)}(${quarter.each('deriv', BATCH_QUEUE_SIZE)}) > 0`
  return [
    alert({
      name: 'QueueGrowing',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '10m',
      expr: `(${fleet.max(BUFFER_FILL, process)} > ${NEARLY_FULL} and ${growing}) or max${by(ofProcess)}(${fleet.each('max_over_time', BATCH_QUEUE_OLDEST_AGE)}) > ${OLD_S}`,
      summary: `The buffer of {{ $labels.instance }} (${host}) does not empty`,
      description: `It is more than ${NEARLY_FULL * 100} % full and the number of waiting rows grows, or rows wait longer than ${OLD_S} seconds again and again ({{ $value | humanize }}). A full buffer makes agents wait.`,
    }),
    alert({
      name: 'WritesBlocked',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '10m',
      expr: `${fleet.rate(BLOCKED_WRITES, { by: [...ofProcess, WAIT_REASON] })} > 0`,
      summary: `Agents of {{ $labels.instance }} (${host}) wait for space in the {{ $labels.wait_reason }}`,
      description: `{{ $value | humanize }} writes per second of ${host} find the {{ $labels.wait_reason }} full. buffer: agents write faster than Kusto ingests. overlay: queries do not return the written rows.`,
    }),
    alert({
      name: 'OverlayNearBound',
      dashboard: 'ingestion',
      severity: 'warning',
      for: '10m',
      expr: `${fleet.max(OVERLAY_FILL, process)} > ${NEARLY_FULL}`,
      summary: `Rows that are not visible yet fill the overlay of {{ $labels.instance }} (${host})`,
      description:
        'Acknowledged rows that no query has returned yet take {{ $value | humanizePercentage }} of maxOverlayBytes. At 100 % writers wait.',
    }),
  ]
}

/**
 * Fires when calls should have produced rows, or rows wait, but Kusto acknowledged none (or never
 * did, so that there is no series). Calls use a shorter window, so they must continue while the
 * alert is pending: one failed call on a quiet night is not a stall.
 */
function stalled(kept: KeptLabels): string {
  const quarter = fleet.over('15m')
  const writes = `${fleet.increase(PUTS, { ...kept.by(), matchers: ACCEPTED })} > 0`
  const waiting = `${fleet.sum(BATCH_QUEUE_SIZE, kept.by())} > 0`
  return `((${writes}) or (${waiting})) unless (${quarter.increase(INGESTED_ROWS, kept.by())} > 0)`
}

/**
 * `increase()` ignores a counter's first value, so a new series that is not 0 counts too. The day
 * covers series that existed before a gap in scraping.
 */
function anyOf(counter: MetricDefinition, grouping: Grouping): string {
  const values = fleet.select(counter, grouping)
  const risen = `${fleet.increase(counter, grouping)} > 0`
  const isNew = `${values} unless last_over_time(${values}[1d] offset 5m)`
  return `(${risen}) or (sum${by(grouping.by)}(${isNew}) > 0)`
}
