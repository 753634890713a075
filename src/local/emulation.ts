import { Delays } from './delays/delays.ts'
import { type LaggingView, ViewLag } from './delays/view-lag.ts'
import type { EngineClock } from './engine-clock.ts'
import { FaultPlan } from './faults/fault-plan.ts'
import { RequestLimits } from './limits/request-limits.ts'
import { RequestGate } from './request-gate.ts'
import { RequestJournal } from './request-journal.ts'
import { ResultsCache } from './workload/results-cache.ts'
import { WorkloadGroup } from './workload/workload-group.ts'
import type { Workspace } from './workspace.ts'

/** What makes an engine behave as a busy cluster does: all of it off until it is set, and met at one gate. */
export class Emulation {
  readonly faults: FaultPlan = new FaultPlan()
  readonly delays: Delays
  readonly limits: RequestLimits
  readonly workload: WorkloadGroup = new WorkloadGroup()
  readonly resultsCache: ResultsCache = new ResultsCache()
  readonly journal: RequestJournal
  readonly gate: RequestGate
  readonly #viewLag: ViewLag
  #workspace: Workspace | undefined

  constructor(clock: EngineClock) {
    const nowMs = (): number => clock.nowMs()
    this.delays = new Delays(() => this.#restartSchemas())
    this.limits = new RequestLimits(nowMs)
    this.journal = new RequestJournal(nowMs)
    this.gate = new RequestGate({ clock, ...this.#met() })
    this.#viewLag = new ViewLag({
      clock,
      delays: this.delays,
      materialize: (lagging) => this.#materialize(lagging),
    })
  }

  /** The workspace is made with this object's settings, so it comes afterwards. */
  attach(workspace: Workspace): void {
    this.#workspace = workspace
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

  #restartSchemas(): void {
    this.#workspace?.streamingSchemas.restart(this.#workspace.catalog.databases)
  }

  /** A view that is gone or switched off in the meantime has nothing to take in. */
  #materialize({ database: databaseName, view: viewName }: LaggingView): boolean {
    const database = this.#workspace?.catalog.find(databaseName)
    const view = database?.views.get(viewName)
    if (database === undefined || view?.isEnabled !== true) return true
    return this.#workspace?.materialize(database, view) ?? true
  }
}
