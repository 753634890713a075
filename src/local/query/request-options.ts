import { badRequest, notSupported } from '../failures/bad-request.ts'
import type { SqlParameters } from '../sqlite/database.ts'
import { parseDatetime } from '../values/parse-datetime.ts'
import { plainText } from '../values/plain-text.ts'

type Options = Readonly<Record<string, unknown>>

/**
 * Unsupported options that would change answers (api/rest/request-properties.md), with the value
 * that changes nothing. Like Kusto, this engine ignores unknown options. Every other documented
 * option works, or concerns things that do not exist here: nodes, callouts, plugins.
 */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  query_datetimescope_column: [],
  query_datetimescope_from: [],
  query_datetimescope_to: [],
  query_cursor_after_default: [],
  query_cursor_before_or_at_default: [],
  query_cursor_current: [],
  query_cursor_scoped_tables: [],
  query_max_entities_in_union: [],
  maxoutputcolumns: [],
  query_language: ['kql', 'csl'],
  query_datascope: ['default', 'all'],
  query_results_apply_getschema: ['false'],
  query_force_row_level_security: ['false'],
  request_block_row_level_security: ['false'],
  validatepermissions: ['false'],
}

/** Spellings with underscores that Kusto's own pages use for options without them. */
const ALIASES: Readonly<Record<string, string>> = {
  truncation_max_records: 'truncationmaxrecords',
  truncation_max_size: 'truncationmaxsize',
}

/**
 * Options by the names that the engine reads; names are compared without regard to case.
 *
 * @throws KustoError for an unsupported option that would change the answer
 */
export function requestOptions(given: Options): Options {
  const options: Record<string, unknown> = {}
  for (const [written, value] of Object.entries(given)) {
    const lower = written.toLowerCase()
    const name = ALIASES[lower] ?? lower
    const accepted = REFUSED[name]
    const text = value === null || value === undefined ? '' : plainText(value).toLowerCase()
    if (accepted !== undefined && text !== '' && !accepted.includes(text))
      throw notSupported(`the request property ${written} = ${plainText(value)}`)
    options[name] = value
  }
  return options
}

/** `query_now` overrides `now()` (request-properties.md). */
export function queryNow(options: Options): SqlParameters {
  const value = options['query_now']
  if (value === undefined || value === null) return {}
  const text = plainText(value)
  const [, inner = text] = /^datetime\(\s*(.*?)\s*\)$/i.exec(text) ?? []
  const ticks = parseDatetime(inner)
  if (ticks === null) throw badRequest(`query_now must be a datetime; got '${text}'.`)
  return { $query_now: ticks }
}
