import type { ClockSettings } from '../../clock/cluster-clock.ts'
import type { DelaySettings } from '../delays/delay-settings.ts'
import type { FaultRule } from '../faults/fault-rule.ts'
import type { LimitSettings } from '../limits/limit-settings.ts'
import type { WorkloadSettings } from '../workload/workload-settings.ts'

/** Everything that an engine can emulate. Omitted parts are off. */
export interface EmulationSettings {
  /** Delays of visibility, views and answers. */
  readonly delays?: DelaySettings
  /** Rules for random faults, by a seed. */
  readonly faults?: { readonly seed: number; readonly rules: readonly FaultRule[] }
  /** Limits beyond which requests get 429. */
  readonly limits?: LimitSettings
  /** Defaults of the workload group for queries. */
  readonly workload?: WorkloadSettings
  /** Offset of the cluster's clock. */
  readonly clock?: ClockSettings
  /**
   * Retention policy of the database, inherited by tables and views without one; unchanged if
   * omitted.
   */
  readonly databaseRetentionDays?: number
}
