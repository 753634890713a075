/** The measurements of one process (`once.mjs`). */
export interface Start {
  readonly coldMs: number
  readonly warmMs: number
  readonly residentMb: number
}

/** The default without the parser, and `open({ loadParser: true })`. */
export const ARMS = ['plans', 'parser'] as const
export type Arm = (typeof ARMS)[number]

export interface NodeStarts {
  /** `v24.1.0` */
  readonly version: string
  /** In order of running: entries with the same index ran one after the other. */
  readonly starts: Readonly<Record<Arm, readonly Start[]>>
}
