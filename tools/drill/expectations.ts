import type { HealthCheckName } from '../../src/health/health-report.ts'

/** What must be seen of a fault. Alerts are named without their prefix. */
export interface Expectation {
  /** Alerts that must fire, and within how many minutes of fast time. */
  readonly fires: Readonly<Record<string, number>>
  /** Alerts that may fire besides. All others must not. */
  readonly mayFire?: readonly string[]
  /** Checks that must not be `ok`. `[]`: health must be `ok`; omitted: it may say anything. */
  readonly health?: readonly HealthCheckName[]
  /** Lines of level info and above per minute of fast time. @default 20 */
  readonly mostLinesPerMinute?: number
}

export const MOST_LINES_PER_MINUTE = 20

const NOTHING: Expectation = { fires: {}, health: [], mostLinesPerMinute: 1 }

/** Consequences of a Kusto that refuses everything. */
const OUTAGE = ['WritersStandStill', 'IngestionStalled', 'RetriesHigh', 'QueueGrowing', 'CallsHang']

export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  '503': {
    fires: { ErrorBudgetBurnFast: 6 },
    mayFire: OUTAGE,
    health: ['connection', 'queries', 'ingestion'],
  },
  '429': {
    fires: { ErrorBudgetBurnFast: 6, Throttled: 15 },
    mayFire: OUTAGE,
    health: ['connection', 'throttling'],
  },
  'connection resets': {
    fires: { ErrorBudgetBurnFast: 6 },
    mayFire: OUTAGE,
    health: ['connection', 'queries', 'ingestion'],
  },
  'server gone': {
    fires: { ErrorBudgetBurnFast: 6 },
    mayFire: OUTAGE,
    health: ['connection', 'queries', 'ingestion'],
  },
  'table dropped': {
    fires: { ValuesGone: 75, ErrorBudgetBurnFast: 75 },
    mayFire: ['IngestionStalled', 'RetriesHigh', 'RowsLost'],
    health: ['values'],
  },
  'column renamed': {
    fires: { ErrorBudgetBurnFast: 6 },
    mayFire: OUTAGE,
    health: ['schema'],
  },
  'streaming off': {
    fires: { ErrorBudgetBurnFast: 6 },
    mayFire: OUTAGE,
    health: ['policies', 'ingestion'],
  },
  'ingest hangs': {
    fires: { WritersStandStill: 2, ErrorBudgetBurnFast: 10 },
    mayFire: OUTAGE,
    health: ['ingestion'],
  },
  'buffered loss': {
    fires: { RowsDropped: 2 },
    mayFire: ['ErrorBudgetBurnFast', 'IngestionStalled'],
    health: ['ingestion'],
  },
  'rows invisible': {
    fires: { IngestionLagHigh: 6, IngestionLagCritical: 14, RowsLost: 70 },
    health: ['overlay'],
  },
  'overlay full': {
    fires: { WritersStandStill: 15, IngestionLagHigh: 6 },
    mayFire: [
      'OverlayNearBound',
      'IngestionLagCritical',
      'IngestionStalled',
      'WritesBlocked',
      'CallsHang',
    ],
    health: ['overlay'],
  },
  'view behind': { fires: { ViewBehind: 100 }, health: ['view'] },
  'event loop blocked': {
    fires: { GetTupleLatencyHigh: 25 },
    mayFire: ['PutLatencyHigh', 'CallsHang', 'WritersStandStill'],
  },
  'scale to zero': NOTHING,
  'host killed': { fires: { Absent: 15 } },
  restarts: { ...NOTHING, mostLinesPerMinute: 2 },
  'quiet night': NOTHING,
  'busy day': NOTHING,
}
