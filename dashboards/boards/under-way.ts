import {
  CALLS_IN_FLIGHT,
  CALLS_STALLED,
  CLOCK_SKEW,
  DB_OPERATION_NAME,
  INGEST_LIMIT,
  OLDEST_CALL_AGE,
  OLDEST_REQUEST_AGE,
  OPERATION,
  QUERY_LIMIT,
  REQUESTS_IN_FLIGHT,
  WAIT_DURATION,
  WAIT_REASON,
  WAITING_INGESTS,
  WAITING_QUERIES,
} from '../../src/telemetry/core/semconv.ts'
import { SKEWED_FROM_MS } from '../../src/store/revisions/cluster-clock.ts'
import type { Section } from '../grafana/board.ts'
import { chosen } from '../grafana/prometheus-variables.ts'
import { timeseries } from '../grafana/timeseries.ts'
import { legendOf } from '../promql/metric-names.ts'
import { CALL_AGE_LIMIT_S, STALL_LIMIT_S } from '../service-level.ts'

const CALL = legendOf(OPERATION)
const REQUEST = legendOf(DB_OPERATION_NAME)

/** Calls that have not settled. No rate or percentile includes a hanging call. */
export function callsUnderWay(): Section {
  return {
    title: 'Calls under way',
    panels: [
      timeseries({
        id: 40,
        title: 'Calls under way',
        description:
          'Calls that have not settled yet, by operation. Growing while Calls stay flat: they hang. See Oldest call under way.',
        unit: 'short',
        width: 8,
        style: 'stack',
        targets: [{ expr: chosen.sum(CALLS_IN_FLIGHT, { by: [OPERATION] }), legend: CALL }],
      }),
      timeseries({
        id: 41,
        title: 'Oldest call under way',
        description:
          'How long the oldest call has been under way, by operation. A straight rise is a call that hangs. See KustoSaverCallsHang.',
        unit: 's',
        width: 8,
        limits: [{ from: CALL_AGE_LIMIT_S, color: 'red' }],
        targets: [{ expr: chosen.max(OLDEST_CALL_AGE, { by: [OPERATION] }), legend: CALL }],
      }),
      timeseries({
        id: 42,
        title: 'Calls without a success',
        description:
          'The longest time that calls of one process have been under way without any success. See KustoSaverWritersStandStill.',
        unit: 's',
        width: 8,
        limits: [{ from: STALL_LIMIT_S, color: 'red' }],
        targets: [{ expr: chosen.max(CALLS_STALLED, { by: [OPERATION] }), legend: CALL }],
      }),
    ],
  }
}

/** Requests that Kusto has not answered, and requests that are not sent yet. */
export function requestsUnderWay(): Section {
  return {
    title: 'Requests under way',
    panels: [
      timeseries({
        id: 50,
        title: 'Requests under way',
        description:
          'Requests that Kusto has not answered yet. At the limit all the time: see Requests that wait.',
        unit: 'short',
        width: 8,
        style: 'stack',
        targets: [
          { expr: chosen.sum(REQUESTS_IN_FLIGHT, { by: [DB_OPERATION_NAME] }), legend: REQUEST },
        ],
      }),
      timeseries({
        id: 51,
        title: 'Oldest request under way',
        description:
          'How long the oldest request has been without an answer. A saw-tooth that ends at ingestTimeoutMs or queryTimeoutMs: requests hang and time out.',
        unit: 's',
        width: 8,
        targets: [
          { expr: chosen.max(OLDEST_REQUEST_AGE, { by: [DB_OPERATION_NAME] }), legend: REQUEST },
        ],
      }),
      timeseries({
        id: 52,
        title: 'Requests that wait',
        description:
          'Requests that wait in this process because the limit of requests under way is reached. See Limits of requests: a lowered limit means throttling, an unlowered one is maxConcurrentQueries.',
        unit: 'short',
        width: 8,
        style: 'stack',
        targets: [
          { expr: chosen.sum(WAITING_QUERIES), legend: 'query' },
          { expr: chosen.sum(WAITING_INGESTS, { by: [DB_OPERATION_NAME] }), legend: REQUEST },
        ],
      }),
      timeseries({
        id: 53,
        title: 'Limits of requests',
        description:
          'How many requests may be under way, all savers together. It falls by half with each sign of throttling and grows back with success. See KustoSaverThrottled.',
        unit: 'short',
        width: 8,
        targets: [
          { expr: chosen.sum(QUERY_LIMIT), legend: 'query' },
          { expr: chosen.sum(INGEST_LIMIT, { by: [DB_OPERATION_NAME] }), legend: REQUEST },
        ],
      }),
      timeseries({
        id: 54,
        title: 'Waits in this process, 95th percentile',
        description:
          'How long writes and requests waited before they were sent, by reason. overlay, buffer: no room. batch: rows wait for their request. query_turn, ingest_turn: too many requests under way.',
        unit: 's',
        width: 8,
        targets: [
          {
            expr: chosen.quantile(0.95, WAIT_DURATION, { by: [WAIT_REASON] }),
            legend: legendOf(WAIT_REASON),
          },
        ],
      }),
      timeseries({
        id: 55,
        title: 'Clock skew by process',
        description:
          "Difference between the process's clock and the cluster's. The saver uses the cluster's. Above two minutes: synchronize the clock of the machine.",
        unit: 's',
        width: 8,
        limits: [{ from: SKEWED_FROM_MS / 1000, color: 'red' }],
        targets: [{ expr: chosen.max(CLOCK_SKEW, { by: ['instance'] }), legend: '{{instance}}' }],
      }),
    ],
  }
}
