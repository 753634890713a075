import { KustoError } from '../../kusto-error.ts'

/** Limits of a query; beyond them it fails. */
export interface QueryBudget {
  readonly maxMs: number
  /** Rows of ranges, joins and expansions; one text can produce any number. */
  readonly maxRows: number
}

interface Running extends QueryBudget {
  readonly endMs: number
  rowsLeft: number
  charactersLeft: number
  keptLeft: number
}

const LONGEST_TEXT = 2 ** 26
/** Total length of the texts that functions produce in one query, kept or not. */
const MAX_CHARACTERS = 2 ** 31
const MAX_KEPT = 2 ** 28

/** Queries run one at a time, each without a pause. */
let running: Running | undefined

/** @throws KustoError when `work` takes more than the budget */
export function withinBudget<T>(budget: QueryBudget, work: () => T): T {
  const outer = running
  running = {
    ...budget,
    endMs: performance.now() + budget.maxMs,
    rowsLeft: budget.maxRows,
    charactersLeft: MAX_CHARACTERS,
    keptLeft: MAX_KEPT,
  }
  try {
    return work()
  } finally {
    running = outer
  }
}

/**
 * Counts intermediate rows of a query.
 *
 * @throws KustoError if the query exceeds its row limit or its time
 */
export function chargeRows(rows: number): void {
  if (running === undefined) return
  running.rowsLeft -= rows
  if (running.rowsLeft < 0) throw runaway(`more than ${running.maxRows} rows`)
  if (performance.now() > running.endMs) throw timedOut(running)
}

/**
 * Counts a text that a function has produced or is about to produce.
 *
 * @throws KustoError if it is too long, or the texts of the query are too long together
 */
export function chargeText(characters: number): void {
  if (characters > LONGEST_TEXT) throw runaway(`a text of ${characters} characters`)
  if (running === undefined) return
  running.charactersLeft -= characters
  if (running.charactersLeft < 0) throw runaway(`texts of more than ${MAX_CHARACTERS} characters`)
}

/** The same for a text that an aggregate keeps until its group ends. */
export function chargeKept(characters: number): void {
  if (running === undefined) return
  running.keptLeft -= characters
  if (running.keptLeft < 0) throw runaway(`collections of more than ${MAX_KEPT} characters`)
}

/** concepts/runaway-queries.md */
function runaway(what: string): KustoError {
  return new KustoError(
    `Runaway query (E_RUNAWAY_QUERY). (message: 'The query makes ${what} on its way, more than the local Kusto holds': ).`,
    { code: 'E_RUNAWAY_QUERY', status: 400, permanent: true },
  )
}

/** concepts/query-limits.md, "Limit on request execution time" */
function timedOut({ maxMs }: QueryBudget): KustoError {
  return new KustoError(
    `Request aborted due to timeout: it took longer than ${maxMs} ms (servertimeout).`,
    { code: 'Timeout', status: 504, permanent: false },
  )
}
