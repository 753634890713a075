import type { Report } from '../workload/report.ts'

/** To a server: take the file, listen on these ports (0 takes a free one). Answered by {@link ServerAnswer} `listening`. */
export type ServerOrder =
  | { readonly type: 'open'; readonly path: string; readonly ports: readonly number[] }
  /** Let everything that arrived at this port end, then take new connections. Answered by `drained`. */
  | { readonly type: 'drain'; readonly port: number }

export type ServerAnswer =
  | { readonly type: 'warm' }
  | { readonly type: 'listening'; readonly ports: readonly number[] }
  | { readonly type: 'drained'; readonly port: number }

export interface WriterStart {
  readonly type: 'start'
  readonly url: string
  readonly threads: readonly string[]
  readonly seed: string
  /** Begins the names of its calls. */
  readonly name: string
  /** How often its saver sends again what failed. */
  readonly retries: number
}

export type WriterOrder =
  | WriterStart
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'end' }

/** States come in one line with reports, so that all reports of a paused writer have come before. */
export type WriterLine =
  | Report
  | { readonly type: 'warm' }
  | { readonly type: 'running' }
  | { readonly type: 'paused' }
