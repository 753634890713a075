/** The contents of a saver's spool. */
export interface SpoolStatus {
  readonly rows: number
  readonly bytes: number
  readonly maxBytes: number
  /** Calls that wait because the spool is full. */
  readonly waitingCalls: number
  /** Age of the oldest call; 0 if there is none. */
  readonly oldestAgeMs: number
  readonly refusedRows: number
  readonly refusedThreads: number
  /** Why Kusto refused the first of them. */
  readonly refusedReason: string | undefined
  /** Whether Kusto was not available at the last attempt. */
  readonly isAway: boolean
  /** Why no row can be stored; undefined while the disk works. */
  readonly failure: string | undefined
}

/** Events of a spool; called synchronously and must not throw. */
export interface SpoolObserver {
  /** Called inside each call; passed on to the sink with the call's rows. */
  callerContext?(): unknown
  /** Kusto has acknowledged so many bytes of rows. */
  shipped?(bytes: number): void
  /** Kusto was not available; everything stays. */
  shipFailed?(error: unknown): void
  /** Kusto refused rows of a thread for good. */
  refused?(refused: {
    readonly threadId: string
    readonly rows: number
    readonly error: unknown
  }): void
}
