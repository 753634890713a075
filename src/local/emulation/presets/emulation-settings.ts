import type { ClockSettings } from '../../clock/cluster-clock.ts'
import type { DelaySettings } from '../delays/delay-settings.ts'
import type { FaultRule } from '../faults/fault-rule.ts'
import type { LimitSettings } from '../limits/limit-settings.ts'
import type { WorkloadSettings } from '../workload/workload-settings.ts'

/** All that an engine emulates. What is left out is off. */
export interface EmulationSettings {
  /** Of visibility, views and answers. */
  readonly delays?: DelaySettings
  /** Rules that strike at random, by a seed. */
  readonly faults?: { readonly seed: number; readonly rules: readonly FaultRule[] }
  /** Beyond them requests get 429. */
  readonly limits?: LimitSettings
  /** What the workload group decides for queries. */
  readonly workload?: WorkloadSettings
  /** How far the cluster's clock is off. */
  readonly clock?: ClockSettings
  /**
   * Retention policy of the database, for tables and views without one of their own; left as it is
   * without this.
   */
  readonly databaseRetentionDays?: number
}
