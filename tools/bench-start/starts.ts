/** What one process measured: `once.mjs`. */
export interface Start {
  readonly coldMs: number
  readonly warmMs: number
  readonly residentMb: number
}

/** Without the parser, and with `open({ loadParser: true })`, as every start once was. */
export const ARMS = ['plans', 'parser'] as const
export type Arm = (typeof ARMS)[number]

export interface NodeStarts {
  /** `v24.1.0` */
  readonly version: string
  /** In the order in which they ran: those of one place ran one after the other. */
  readonly starts: Readonly<Record<Arm, readonly Start[]>>
}
