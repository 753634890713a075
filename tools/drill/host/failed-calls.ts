import { familyOf } from '../../../dashboards/promql/metric-names.ts'
import {
  DELETE_THREAD_CALLS,
  DELTA_HISTORY_CALLS,
  GET_TUPLE_CALLS,
  LIST_CALLS,
  PUT_WRITES_CALLS,
  PUTS,
} from '../../../src/telemetry/core/semconv.ts'
import type { FinishedSpan } from '../../../test/support/otel.ts'

const COUNTERS = [
  PUTS,
  PUT_WRITES_CALLS,
  GET_TUPLE_CALLS,
  LIST_CALLS,
  DELETE_THREAD_CALLS,
  DELTA_HISTORY_CALLS,
].map(familyOf)

/** Failed calls by the counters of a metrics page. */
export function failedOnPage(page: string): number {
  return page
    .split('\n')
    .filter((line) => COUNTERS.some((name) => line.startsWith(`${name}{`)))
    .filter((line) => /error_type="(?!ABORTED)[^"]+"/.test(line))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

const LINE = /^(?:put|put_writes|get_tuple|list|delete_thread|get_delta_channel_history) failed$/

/** Failed calls by the lines of a log. */
export function failedInLog(lines: readonly Readonly<Record<string, unknown>>[]): number {
  return lines.filter(({ msg }) => typeof msg === 'string' && LINE.test(msg)).length
}

const SPAN =
  /^checkpointer\.(?:put|put_writes|get_tuple|list|delete_thread|get_delta_channel_history)$/
const ERROR = 2

/** Failed calls by spans. */
export function failedSpans(spans: readonly FinishedSpan[]): number {
  return spans.filter(({ name, status }) => SPAN.test(name) && status.code === ERROR).length
}
