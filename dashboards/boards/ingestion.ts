import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { SINK_DEFAULTS } from '../../src/ingest/sink-options.ts'
import { SAVER_DEFAULTS } from '../../src/options.ts'
import {
  APUTS,
  BATCH_QUEUE_BYTES,
  BATCH_QUEUE_OLDEST_AGE,
  BATCH_QUEUE_SIZE,
  BLOCKED_WRITES,
  BUFFER_FILL,
  BYTES_READ,
  CHANNEL_KIND,
  CHECKPOINT_SIZE_BYTES,
  DB_COLLECTION_NAME,
  DROPPED_ROWS,
  FORKS,
  INGESTED_ROWS,
  INGESTION_LAG,
  INGESTION_VISIBILITY,
  LOST_ROWS,
  MATERIALIZED_VIEW_AGE,
  OVERDUE_ROWS,
  OVERLAY_BYTES,
  OVERLAY_FILL,
  OVERLAY_ROWS,
  PUTS,
  SPOOL_FILL,
  SPOOL_OLDEST_AGE,
  SPOOL_REFUSED_ROWS,
  SPOOL_ROWS,
  SPOOL_SHIP_FAILURES,
  SPOOL_SHIPPED_BYTES,
  TORN_CHECKPOINTS,
  TORN_STATE,
  WAIT_REASON,
  FOUND,
  OPERATION,
  PARENT_LOOKUPS,
  VALUES_DUE,
  VALUES_REFRESHED,
  WAITING_WRITES,
} from '../../src/telemetry/core/semconv.ts'
import { buildBoard, type Section } from '../grafana/board.ts'
import { alertMarks, chosen, prometheusVariables } from '../grafana/prometheus-variables.ts'
import { stat } from '../grafana/stat.ts'
import { timeseries } from '../grafana/timeseries.ts'
import { orZero } from '../promql/expressions.ts'
import { is, legendOf } from '../promql/metric-names.ts'

const TABLE = legendOf(DB_COLLECTION_NAME)
const BY_TABLE = { by: [DB_COLLECTION_NAME] }
const BY_PROCESS = { by: ['instance'] }

/** The path of a row: it waits in the buffer, Kusto acknowledges it, queries see it. */
export function ingestion(): Dashboard {
  return buildBoard({
    uid: 'langgraph-kusto-ingestion',
    title: 'LangGraph on Kusto / Ingestion',
    description:
      'The path of a row: it waits in the buffer, Kusto acknowledges it, queries see it. No row may get lost.',
    from: 'now-3h',
    refresh: '30s',
    variables: prometheusVariables(),
    annotations: [alertMarks()],
    sections: [atAGlance(), buffer(), visibility(), integrity(), sizes()],
  })
}

function atAGlance(): Section {
  const acknowledged = chosen.over('$__range').increase(INGESTED_ROWS)
  return {
    title: 'At a glance',
    panels: [
      stat({
        id: 1,
        title: 'Rows dropped',
        description:
          'Rows lost after their call settled, in the time range. Must be 0. More is possible in buffered mode only, if Kusto rejects a batch or is down for longer than the retry budget. See KustoSaverRowsDropped.',
        unit: 'short',
        width: 6,
        decimals: 0,
        limits: [{ from: 1, color: 'red' }],
        targets: [
          {
            expr: orZero(chosen.over('$__range').increase(DROPPED_ROWS), acknowledged),
            legend: 'dropped',
          },
        ],
      }),
      stat({
        id: 2,
        title: 'Oldest row that waits',
        description:
          'How long the oldest row in a buffer has waited for a request. Seconds: throttled or out of concurrency. Minutes: Kusto is down, see KustoSaverQueueGrowing.',
        unit: 's',
        width: 6,
        limits: [
          { from: 5, color: 'orange' },
          { from: 60, color: 'red' },
        ],
        targets: [{ expr: chosen.max(BATCH_QUEUE_OLDEST_AGE), legend: 'age' }],
      }),
      stat({
        id: 3,
        title: 'Overlay, fullest saver',
        description:
          'Share of maxOverlayBytes that acknowledged rows take until a query sees them. At 100 % writers wait. See KustoSaverOverlayNearBound.',
        unit: 'percentunit',
        width: 6,
        decimals: 1,
        limits: [
          { from: 0.5, color: 'orange' },
          { from: 0.8, color: 'red' },
        ],
        targets: [{ expr: chosen.max(OVERLAY_FILL), legend: 'full' }],
      }),
      stat({
        id: 4,
        title: 'Puts that settled early',
        description:
          'Share of puts that settled before Kusto acknowledged (buffered mode). A crash loses the rows under way. More than expected: a host runs in the wrong write mode.',
        unit: 'percentunit',
        width: 6,
        limits: [],
        targets: [
          {
            expr: `${orZero(chosen.rate(APUTS), chosen.rate(PUTS))} / (${chosen.rate(PUTS)} > 0)`,
            legend: 'early',
          },
        ],
      }),
    ],
  }
}

function buffer(): Section {
  return {
    title: 'Buffer',
    panels: [
      timeseries({
        id: 10,
        title: 'Rows that wait, by table',
        description: `Rows in the buffers. One process holds at most maxBufferedRows (default ${SINK_DEFAULTS.maxBufferedRows}); then callers wait. Growing: see Blocked writes, and Retries on the Kusto client dashboard.`,
        unit: 'short',
        width: 8,
        style: 'stack',
        targets: [{ expr: chosen.sum(BATCH_QUEUE_SIZE, BY_TABLE), legend: TABLE }],
      }),
      timeseries({
        id: 11,
        title: 'Bytes that wait, by table',
        description: `Bytes in the buffers. One process holds at most maxBufferedBytes (default ${SINK_DEFAULTS.maxBufferedBytes / 1024 / 1024} MiB). Near it with few rows: states are large, see the sizes below.`,
        unit: 'bytes',
        width: 8,
        style: 'stack',
        targets: [{ expr: chosen.sum(BATCH_QUEUE_BYTES, BY_TABLE), legend: TABLE }],
      }),
      timeseries({
        id: 12,
        title: 'Oldest row that waits, by table',
        description:
          'Age of the oldest row in the buffers. A saw-tooth below a second is normal. A straight rise means that Kusto accepts nothing: see KustoSaverIngestionStalled.',
        unit: 's',
        width: 8,
        targets: [{ expr: chosen.max(BATCH_QUEUE_OLDEST_AGE, BY_TABLE), legend: TABLE }],
      }),
      timeseries({
        id: 17,
        title: 'Rows on local disks',
        description:
          'Rows that Kusto has not acknowledged (spooled mode), and rows of threads that are stopped because Kusto refuses one of them. A steady rise: see KustoSaverSpoolOld. Any refused row: see KustoSaverSpoolRefused.',
        unit: 'short',
        width: 8,
        targets: [
          { expr: chosen.sum(SPOOL_ROWS), legend: 'waiting' },
          { expr: chosen.sum(SPOOL_REFUSED_ROWS), legend: 'refused' },
        ],
      }),
      timeseries({
        id: 18,
        title: 'Oldest row on a local disk',
        description:
          'How long the oldest row on a disk has waited (spooled mode). About spool.lingerMs is normal.',
        unit: 's',
        width: 8,
        targets: [{ expr: chosen.max(SPOOL_OLDEST_AGE), legend: 'age' }],
      }),
      timeseries({
        id: 19,
        title: 'Spool, fullest saver',
        description:
          'Share of spool.maxBytes that waiting rows take, and failed attempts per second to send rows. At 100 % agents wait.',
        unit: 'percentunit',
        width: 8,
        targets: [
          { expr: chosen.max(SPOOL_FILL), legend: 'full' },
          { expr: chosen.rate(SPOOL_SHIP_FAILURES), legend: 'failures/s' },
        ],
      }),
      timeseries({
        id: 25,
        title: 'Sent from local disks',
        description:
          'Bytes of rows per second that Kusto has acknowledged (spooled mode). After an outage each saver sends spool.catchUpBytesPerSecond, and what is written meanwhile on top.',
        unit: 'Bps',
        width: 24,
        targets: [{ expr: chosen.rate(SPOOL_SHIPPED_BYTES), legend: 'sent' }],
      }),
      timeseries({
        id: 13,
        title: 'Blocked writes',
        description:
          'Writes per second that found no room and waited. buffer: agents write faster than Kusto ingests; raise maxConcurrentIngests, enlarge the cluster, or write less. overlay: queries do not return the written rows; see Ingestion lag. See KustoSaverWritesBlocked.',
        unit: 'wps',
        width: 8,
        targets: [
          {
            expr: chosen.rate(BLOCKED_WRITES, { by: [WAIT_REASON] }),
            legend: legendOf(WAIT_REASON),
          },
        ],
      }),
      timeseries({
        id: 16,
        title: 'Writers that wait',
        description:
          'Writes that wait for space in the buffer or the overlay now. More than 0 for a minute: see KustoSaverWritersStandStill.',
        unit: 'short',
        width: 8,
        style: 'stack',
        targets: [
          {
            expr: chosen.sum(WAITING_WRITES, { by: [WAIT_REASON] }),
            legend: legendOf(WAIT_REASON),
          },
        ],
      }),
      timeseries({
        id: 14,
        title: 'Rows acknowledged, by table',
        description:
          'Rows per second that Kusto acknowledged. Flat at 0 while rows wait: see KustoSaverIngestionStalled.',
        unit: 'rowsps',
        width: 8,
        style: 'stack',
        targets: [{ expr: chosen.rate(INGESTED_ROWS, BY_TABLE), legend: TABLE }],
      }),
      timeseries({
        id: 15,
        title: 'Buffer: how full, by process',
        description:
          'How full the fullest saver of each process is: share of maxBufferedRows or maxBufferedBytes, whichever is more, of rows that wait or are under way. At 100 % writers wait. See KustoSaverQueueGrowing.',
        unit: 'percentunit',
        width: 8,
        limits: [{ from: 0.8, color: 'red' }],
        targets: [{ expr: chosen.max(BUFFER_FILL, BY_PROCESS), legend: '{{instance}}' }],
      }),
    ],
  }
}

function visibility(): Section {
  return {
    title: 'Visible to queries',
    panels: [
      timeseries({
        id: 20,
        title: 'Ingestion lag by table',
        description:
          'Age of the oldest acknowledged row that no query has returned. The writing process reads it from its overlay. Other processes read an older state meanwhile. See KustoSaverIngestionLagHigh. No data: nobody looks, lagProbeIntervalMs is 0.',
        unit: 's',
        width: 12,
        limits: [
          { from: 600, color: 'orange' },
          { from: 1_800, color: 'red' },
        ],
        targets: [{ expr: chosen.max(INGESTION_LAG, BY_TABLE), legend: TABLE }],
      }),
      timeseries({
        id: 21,
        title: 'From acknowledged to visible',
        description:
          'Percentiles over a sample of rows, which the saver asks for as soon as they are acknowledged (no data: lagProbeIntervalMs is 0). Streaming takes seconds, queued up to the batching policy (10 s as provisioned, 5 minutes by default). Longer: see `.show table Checkpoints policy ingestionbatching`.',
        unit: 's',
        width: 12,
        targets: [0.5, 0.95, 0.99].map((q) => ({
          expr: chosen.quantile(q, INGESTION_VISIBILITY),
          legend: `p${q * 100}`,
        })),
      }),
      timeseries({
        id: 22,
        title: 'Overlay: bytes by process',
        description: `Memory of acknowledged rows that are not visible yet, of all savers together. Writers of one saver wait at its maxOverlayBytes (default ${SAVER_DEFAULTS.maxOverlayBytes / 1024 / 1024} MiB): see Overlay, fullest saver. It rises with the lag, so fix the lag first.`,
        unit: 'bytes',
        width: 8,
        targets: [{ expr: chosen.sum(OVERLAY_BYTES, BY_PROCESS), legend: '{{instance}}' }],
      }),
      timeseries({
        id: 23,
        title: 'Overlay: rows by process',
        description:
          'Acknowledged rows that no query has returned yet. The saver looks for them every lagProbeIntervalMs. A constant level means that queries do not see them: see Ingestion lag.',
        unit: 'short',
        width: 8,
        targets: [{ expr: chosen.sum(OVERLAY_ROWS, BY_PROCESS), legend: '{{instance}}' }],
      }),
      timeseries({
        id: 24,
        title: 'Materialized view: behind',
        description:
          'How far the stored part of LatestCheckpoints is behind. Reads stay correct and scan more. It is also 0 if nobody has asked for five minutes, as on an idle host, and without data if lagProbeIntervalMs is 0. Hours: see `.show materialized-view LatestCheckpoints failures` and KustoSaverViewBehind.',
        unit: 's',
        width: 8,
        limits: [{ from: 3_600, color: 'red' }],
        targets: [{ expr: chosen.max(MATERIALIZED_VIEW_AGE, BY_TABLE), legend: TABLE }],
      }),
    ],
  }
}

function integrity(): Section {
  const acknowledged = chosen.over('$__range').increase(INGESTED_ROWS)
  return {
    title: 'What should not be',
    panels: [
      stat({
        id: 40,
        title: 'Rows lost',
        description:
          'Acknowledged rows that no query returned within the arrival window, in the time range. Must be 0. See KustoSaverRowsLost.',
        unit: 'short',
        width: 6,
        decimals: 0,
        limits: [{ from: 1, color: 'red' }],
        targets: [
          {
            expr: orZero(chosen.over('$__range').increase(LOST_ROWS), acknowledged),
            legend: 'lost',
          },
        ],
      }),
      stat({
        id: 41,
        title: 'Threads forked',
        description:
          'Checkpoints that two savers continued from, as seen by lists and delta histories in the time range; forks made by updateState do not count. See KustoSaverThreadsForked.',
        unit: 'short',
        width: 6,
        decimals: 0,
        limits: [{ from: 1, color: 'orange' }],
        targets: [
          {
            expr: orZero(chosen.over('$__range').increase(FORKS), acknowledged),
            legend: 'forks',
          },
        ],
      }),
      timeseries({
        id: 43,
        title: 'Checkpoints that are not whole',
        description:
          'Checkpoints that reads skipped because some of their values are missing. late: rows may still come. unconfirmed: a put that failed halfway, or values that are gone. lost: values that were there are gone. See KustoSaverValuesGone.',
        unit: 'short',
        width: 12,
        targets: [
          {
            expr: chosen.over('$__range').increase(TORN_CHECKPOINTS, { by: [TORN_STATE] }),
            legend: legendOf(TORN_STATE),
          },
        ],
      }),
      timeseries({
        id: 42,
        title: 'Rows overdue, by table',
        description:
          'Rows per second that no query returned within 5 minutes (streaming) or an hour after their acknowledgement. They may still arrive; see Ingestion lag, and KustoSaverRowsLost.',
        unit: 'rowsps',
        width: 12,
        targets: [{ expr: chosen.rate(OVERDUE_ROWS, BY_TABLE), legend: TABLE }],
      }),
    ],
  }
}

function sizes(): Section {
  const kind = legendOf(CHANNEL_KIND)
  return {
    title: 'Sizes',
    panels: [
      timeseries({
        id: 30,
        title: 'Stored size, 95th percentile',
        description:
          'Serialized bytes of one put (checkpoint with its changed channels, metadata) or putWrites. Growing with time: a channel only ever appends. See Largest channels on the Threads dashboard.',
        unit: 'bytes',
        width: 12,
        targets: [
          {
            expr: chosen.quantile(0.95, CHECKPOINT_SIZE_BYTES, { by: [CHANNEL_KIND] }),
            legend: kind,
          },
        ],
      }),
      timeseries({
        id: 31,
        title: 'Stored size, mean',
        description:
          'The mean of these bytes. You pay for the mean times the calls: if it doubles, so do ingestion and storage.',
        unit: 'bytes',
        width: 12,
        targets: [
          { expr: chosen.mean(CHECKPOINT_SIZE_BYTES, { by: [CHANNEL_KIND] }), legend: kind },
        ],
      }),
      timeseries({
        id: 32,
        title: 'Bytes read',
        description:
          'Serialized bytes of the checkpoints that getTuple and list returned. Much more than is stored: agents read whole histories, or one large state again and again.',
        unit: 'Bps',
        width: 8,
        targets: [
          { expr: chosen.rate(BYTES_READ, { by: [OPERATION] }), legend: legendOf(OPERATION) },
        ],
      }),
      timeseries({
        id: 33,
        title: 'Parents known',
        description:
          'Share of puts whose parent is in the cache of manifests; the others query it first. Low while threads stay on their hosts: raise manifestCacheBytes.',
        unit: 'percentunit',
        width: 8,
        targets: [
          {
            expr: `${chosen.rate(PARENT_LOOKUPS, { matchers: [is(FOUND, 'true')] })} / ${chosen.rate(PARENT_LOOKUPS)}`,
            legend: 'known',
          },
        ],
      }),
      timeseries({
        id: 34,
        title: 'Values stored again',
        description:
          'Values that are still used after a third of the retention. Due for hours and not refreshed: ingestion fails, and retention will remove values that threads need.',
        unit: 'ops',
        width: 8,
        targets: [
          { expr: chosen.rate(VALUES_DUE), legend: 'due' },
          { expr: chosen.rate(VALUES_REFRESHED), legend: 'refreshed' },
        ],
      }),
    ],
  }
}
