import type { WriteMode } from '../../../../src/index.ts'
import type { HistoryLine } from '../../judge/history.ts'
import type { Plant } from '../../judge/planted-saver.ts'

/**
 * To a server: take the file, listen on these ports (0 takes a free one). Answered by
 * {@link ServerAnswer} `listening`.
 */
export type ServerOrder =
  | {
      readonly type: 'open'
      readonly path: string
      readonly ports: readonly number[]
      readonly worst: WorstChoice | null
    }
  /** Be the worst Kusto from now on. Answered by `emulating`. */
  | { readonly type: 'emulate'; readonly worst: WorstChoice }
  /**
   * Let everything that arrived at this port end, then take new connections. Answered by `drained`.
   */
  | { readonly type: 'drain'; readonly port: number }

export type ServerAnswer =
  | { readonly type: 'warm' }
  | { readonly type: 'listening'; readonly ports: readonly number[] }
  | { readonly type: 'emulating' }
  | { readonly type: 'drained'; readonly port: number }

/** The worst Kusto, by its seed. */
export interface WorstChoice {
  readonly seed: number
  readonly timeScale: number
}

export interface WriterStart {
  readonly type: 'start'
  readonly url: string
  readonly threads: readonly string[]
  readonly seed: string
  /** Threads of other writers, which this one looks at. */
  readonly visited: readonly string[]
  /** Whether it now and then deletes one of those, under the run of its writer. */
  readonly mayDelete: boolean
  /** Names the process in the history. */
  readonly name: string
  /** How far its clock is off. */
  readonly clockOffsetMs: number
  readonly plant: Plant | null
  /** How often its saver sends again what failed. */
  readonly retries: number
  readonly writeMode: WriteMode
  /** The folder of its spool; null if it stores durably. */
  readonly spoolPath: string | null
}

export type WriterOrder =
  | WriterStart
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'end' }

/**
 * States come among lines of the history, so that all lines of a paused writer have come before.
 */
export type WriterLine =
  | HistoryLine
  | { readonly type: 'warm' }
  | { readonly type: 'running' }
  | { readonly type: 'paused' }
