import { systemClock, type Clock } from '../../clock.ts'
import type { KustoClient } from '../../kusto/kusto-client.ts'
import { LATEST_VIEW } from '../../tables/schema.ts'
import type { GaugeReading } from './gauge-source.ts'
import { MATERIALIZED_VIEW_AGE } from '../core/semconv.ts'
import { labelsOfTable } from '../core/table-labels.ts'

/**
 * Older readings say nothing about now. The lag probe reads every minute, but only while there are
 * rows to look for, so a host that becomes idle, or gets no answer, would report its last reading
 * forever.
 */
const MAX_READING_AGE_MS = 5 * 60_000

/**
 * How far the view's materialized part is behind: the current time minus `MaterializedTo`
 * (data-explorer/kusto/management/materialized-views/materialized-views-monitoring.md).
 */
export class ViewAge {
  readonly #client: Pick<KustoClient, 'command'>
  readonly #clock: Pick<Clock, 'nowMs'>
  #last: { readonly ageMs: number; readonly readAtMs: number } | undefined

  constructor(client: Pick<KustoClient, 'command'>, clock: Pick<Clock, 'nowMs'> = systemClock) {
    this.#client = client
    this.#clock = clock
  }

  /**
   * Needs Viewer, which the saver has.
   *
   * @returns false before the view's first materialization, when it is unknown
   */
  async read(): Promise<boolean> {
    const { columns, rows } = await this.#client.command({
      summary: 'management materialized view',
      text: `.show materialized-view ${LATEST_VIEW.name}`,
    })
    const value = rows[0]?.[columns.findIndex(({ name }) => name === 'MaterializedTo')]
    const materializedToMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
    if (Number.isNaN(materializedToMs)) return false
    const ageMs = Math.max(0, Date.now() - materializedToMs)
    this.#last = { ageMs, readAtMs: this.#clock.nowMs() }
    return true
  }

  /** The reading as it was: the view's progress since is unknown. Empty if it is too old. */
  readGauges(): GaugeReading[] {
    if (this.#last === undefined) return []
    if (this.#clock.nowMs() - this.#last.readAtMs > MAX_READING_AGE_MS) return []
    const value = this.#last.ageMs / 1000
    return [{ metric: MATERIALIZED_VIEW_AGE, attributes: labelsOfTable(LATEST_VIEW.name), value }]
  }
}
