import { backfillUnderLoad } from './backfill-under-load.ts'
import { cursorOverStreamedRows } from './cursor-over-streamed-rows.ts'
import { freshAnswers } from './fresh-answers.ts'
import { largeParameters } from './large-parameters.ts'
import { maxOverStrings } from './max-over-strings.ts'
import { policyOutput } from './policy-output.ts'
import type { Probe } from './probe.ts'
import { queuedIngestion } from './queued-ingestion.ts'
import { roles } from './roles.ts'
import { severalStatements } from './several-statements.ts'
import { softDeleteOfStreamedRows } from './soft-delete-of-streamed-rows.ts'
import { streamingBodies } from './streaming-bodies.ts'
import { streamingLatency } from './streaming-latency.ts'
import { takeOfAnExpression } from './take-of-an-expression.ts'
import { throttling } from './throttling.ts'
import { viewOverStreamedRows } from './view-over-streamed-rows.ts'

/** In the order of running: quick ones first. */
export const PROBES: readonly Probe[] = [
  policyOutput,
  severalStatements,
  takeOfAnExpression,
  largeParameters,
  maxOverStrings,
  viewOverStreamedRows,
  cursorOverStreamedRows,
  freshAnswers,
  streamingBodies,
  roles,
  backfillUnderLoad,
  streamingLatency,
  throttling,
  softDeleteOfStreamedRows,
  queuedIngestion,
]
