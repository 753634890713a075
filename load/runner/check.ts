/** One thing that was demanded of a run. */
export interface Check {
  readonly name: string
  readonly isMet: boolean
  /** What was found, in words. */
  readonly seen: string
}
