/** One requirement of a run. */
export interface Check {
  readonly name: string
  readonly isMet: boolean
  /** The finding, in words. */
  readonly seen: string
}
