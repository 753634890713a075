import type { WriteMode } from '../../../../src/index.ts'
import type { HistoryLine } from '../../../../tools/judge/history.ts'
import type { Plant } from '../../judge/planted-saver.ts'
import type { KillPoint } from '../steps/kill-steps.ts'

/**
 * To a server: open the file and listen on these ports (0 picks a free one). Answered by {@link
 * ServerAnswer} `listening`.
 */
export type ServerOrder =
  | {
      readonly type: 'open'
      readonly path: string
      readonly ports: readonly number[]
      readonly worst: WorstChoice | null
    }
  /** Emulate the worst Kusto from now on. Answered by `emulating`. */
  | { readonly type: 'emulate'; readonly worst: WorstChoice }
  /**
   * Finish everything that arrived at this port, then accept new connections. Answered by
   * `drained`.
   */
  | { readonly type: 'drain'; readonly port: number }

export type ServerAnswer =
  | { readonly type: 'warm' }
  | { readonly type: 'listening'; readonly ports: readonly number[] }
  | { readonly type: 'emulating' }
  | { readonly type: 'drained'; readonly port: number }

/** Seed of the worst Kusto. */
export interface WorstChoice {
  readonly seed: number
  readonly timeScale: number
}

export interface WriterStart {
  readonly type: 'start'
  readonly url: string
  readonly threads: readonly string[]
  readonly seed: string
  /** Threads of other writers, which this one reads. */
  readonly visited: readonly string[]
  /** Whether it sometimes deletes one of them during its writer's run. */
  readonly mayDelete: boolean
  /** Names the process in the history. */
  readonly name: string
  /** Error of its clock. */
  readonly clockOffsetMs: number
  readonly plant: Plant | null
  /** Number of retries of its saver. */
  readonly retries: number
  readonly writeMode: WriteMode
  /** The folder of its spool; null if it stores durably. */
  readonly spoolPath: string | null
  /** Whether reads of its threads are answered while Kusto is away. */
  readonly readsWithoutKusto: boolean
  /** Where it kills itself on opening its spool. */
  readonly killPoint: KillPoint | null
}

export type WriterOrder =
  | WriterStart
  /** Kill yourself at this point. */
  | { readonly type: 'arm'; readonly killPoint: KillPoint }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'end' }

/**
 * States are sent between lines of the history, so that all lines of a paused writer arrive before
 * its state.
 */
export type WriterLine =
  | HistoryLine
  | { readonly type: 'warm' }
  | { readonly type: 'running' }
  | { readonly type: 'paused' }
