import type { Answer, Desk } from './desk.ts'
import { failingTools, loopingRuns, refunds, tokensByTenant, toolTimes } from './message-answers.ts'
import {
  ancestors,
  forks,
  largeThreads,
  openErrors,
  stateAtComplaint,
  stoppedThreads,
  waitingLonger,
} from './thread-answers.ts'

/** The page's questions in its order, answered without KQL, from what the saver reads. */
export const ANSWERS: readonly ((desk: Desk) => readonly Answer[] | Promise<readonly Answer[]>)[] =
  [
    waitingLonger,
    failingTools,
    largeThreads,
    stateAtComplaint,
    tokensByTenant,
    loopingRuns,
    ancestors,
    openErrors,
    toolTimes,
    stoppedThreads,
    forks,
    refunds,
  ]
