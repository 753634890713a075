import { Delays } from './delays/delays.ts'
import { type LaggingView, ViewLag } from './delays/view-lag.ts'
import type { EngineClock } from '../clock/engine-clock.ts'
import { FaultPlan } from './faults/fault-plan.ts'
import { RequestLimits } from './limits/request-limits.ts'
import { RequestGate } from './requests/request-gate.ts'
import { RequestJournal } from './requests/request-journal.ts'
import { WorkloadGroup } from './workload/workload-group.ts'

/** Work on the data that the settings delay or start. */
export interface DelayedWork {
  /** Marks the current schemas as known to streaming ingestion. */
  readonly restartSchemas: () => void
  /** False while the view's source holds rows that are not visible yet. */
  readonly materialize: (view: LaggingView) => boolean
}

/**
 * Makes an engine behave like a busy cluster. Everything is off until it is set, and applied at one
 * gate.
 */
export class Emulation {
  readonly faults: FaultPlan = new FaultPlan()
  readonly delays: Delays
  readonly limits: RequestLimits
  readonly workload: WorkloadGroup = new WorkloadGroup()
  readonly journal: RequestJournal
  readonly gate: RequestGate
  readonly #viewLag: ViewLag
  #work: DelayedWork | undefined

  constructor(clock: EngineClock) {
    const nowMs = (): number => clock.nowMs()
    this.delays = new Delays(() => this.#work?.restartSchemas())
    this.limits = new RequestLimits(nowMs)
    this.journal = new RequestJournal(nowMs)
    this.gate = new RequestGate({ clock, ...this.#met() })
    this.#viewLag = new ViewLag({
      clock,
      delays: this.delays,
      materialize: (lagging) => this.#work?.materialize(lagging) ?? true,
    })
  }

  /** The data is opened with this object's settings, so its work is set afterwards. */
  attach(work: DelayedWork): void {
    this.#work = work
  }

  viewLags(lagging: LaggingView): boolean {
    return this.#viewLag.grown(lagging)
  }

  close(): void {
    this.gate.close()
    this.#viewLag.close()
  }

  #met(): Pick<Emulation, 'faults' | 'delays' | 'limits' | 'journal'> {
    return {
      faults: this.faults,
      delays: this.delays,
      limits: this.limits,
      journal: this.journal,
    }
  }
}
