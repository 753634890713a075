import { CHECKPOINTS } from './checkpoints.ts'
import { ERRORS } from './errors.ts'
import { FORKS } from './forks.ts'
import { HEADS } from './heads.ts'
import { INTERRUPTS } from './interrupts.ts'
import type { KqlFunction } from './kql-function.ts'
import { MESSAGES } from './messages.ts'
import { PENDING_WRITES } from './pending-writes.ts'
import { RUNS } from './runs.ts'
import { STATE } from './state.ts'
import { THREADS } from './threads.ts'
import { TOKENS } from './tokens.ts'
import { TOOL_CALLS } from './tool-calls.ts'
import { VALUES } from './values.ts'

/** Each after those that it calls, because Kusto checks a function when it stores it. */
export const FUNCTIONS: readonly KqlFunction[] = [
  HEADS,
  PENDING_WRITES,
  VALUES,
  CHECKPOINTS,
  THREADS,
  STATE,
  MESSAGES,
  RUNS,
  INTERRUPTS,
  ERRORS,
  TOOL_CALLS,
  TOKENS,
  FORKS,
]
