import { badRequest, notSupported } from '../failures/bad-request.ts'
import { maxBytesOfProfile } from '../ingestion/column-limits.ts'
import { parsedOrUndefined } from '../ingestion/parsed-json.ts'
import { plainText } from '../values/plain-text.ts'
import { isJsonObject } from '../../json-object.ts'
import { timespanText } from '../values/ticks.ts'
import { toSql } from '../values/values.ts'
import type { CommandReader } from './command-reader.ts'

/** One kind of policy: its name in results, and how `.alter … policy <kind> …` writes its value. */
export interface PolicyKind {
  readonly title: string
  readonly read: (reader: CommandReader) => unknown
  /** What a cluster prints of it, if that differs from what was written. */
  readonly shown?: (policy: unknown) => unknown
}

/**
 * Enforced by this engine: streamingingestion, ingestionbatching, encoding (value sizes), roworder
 * and `Identifier` encoding (as indexes), update, and retention: rows are hidden as soon as their
 * period is over; Kusto hides them some time later (retention-policy.md). Other policies are only
 * stored and shown if queries cannot tell the difference; policies that would have to change query
 * results are rejected.
 */
export const POLICY_KINDS: Readonly<Record<string, PolicyKind>> = {
  retention: { title: 'RetentionPolicy', read: readRetention },
  caching: { title: 'CachingPolicy', read: readCaching },
  streamingingestion: { title: 'StreamingIngestionPolicy', read: readStreaming },
  ingestionbatching: { title: 'IngestionBatchingPolicy', read: readJson },
  encoding: { title: 'EncodingPolicy', read: readEncoding, shown: shownEncoding },
  roworder: { title: 'RowOrderPolicy', read: readRowOrder },
  ingestiontime: { title: 'IngestionTimePolicy', read: readIngestionTime },
  partitioning: { title: 'PartitioningPolicy', read: readJson },
  merge: { title: 'ExtentsMergePolicy', read: readJson },
  sharding: { title: 'ShardingPolicy', read: readJson },
  update: { title: 'UpdatePolicy', read: readJson },
  row_level_security: { title: 'RowLevelSecurityPolicy', read: readRowLevelSecurity },
  restricted_view_access: { title: 'RestrictedViewAccessPolicy', read: readRestrictedViewAccess },
}

function readJson(reader: CommandReader): unknown {
  const text = reader.string()
  const parsed = parsedOrUndefined(text)
  if (typeof parsed !== 'object')
    throw badRequest(`The policy is not a JSON object: ${text.slice(0, 200)}`)
  return parsed
}

function readBoolean(reader: CommandReader): boolean {
  if (reader.take('true') || reader.take('enable')) return true
  if (reader.take('false') || reader.take('disable')) return false
  throw reader.refuse("'true' or 'false'")
}

function readStreaming(reader: CommandReader): unknown {
  if (reader.peek()?.kind === 'string') return readJson(reader)
  return { IsEnabled: readBoolean(reader), HintAllocatedRate: null }
}

/** `softdelete = 7d recoverability = disabled`, or JSON. */
function readRetention(reader: CommandReader): unknown {
  if (reader.peek()?.kind === 'string') return readJson(reader)
  const policy: Record<string, unknown> = {}
  while (!reader.done && reader.peek()?.value !== ';') {
    if (reader.take('softdelete', '=')) policy['SoftDeletePeriod'] = readTimespan(reader)
    else if (reader.take('recoverability', '='))
      policy['Recoverability'] = readRecoverability(reader)
    else throw reader.refuse("'softdelete' or 'recoverability'")
  }
  return policy
}

function readRecoverability(reader: CommandReader): string {
  if (reader.take('enabled')) return 'Enabled'
  reader.expect('disabled')
  return 'Disabled'
}

/** `hot = 30d`, or `hotdata = 30d hotindex = 30d`. */
function readCaching(reader: CommandReader): unknown {
  if (reader.peek()?.kind === 'string') return readJson(reader)
  if (reader.take('hot', '=')) {
    const span = readTimespan(reader)
    return { DataHotSpan: span, IndexHotSpan: span }
  }
  reader.expect('hotdata', '=')
  const data = readTimespan(reader)
  reader.expect('hotindex', '=')
  return { DataHotSpan: data, IndexHotSpan: readTimespan(reader) }
}

function readTimespan(reader: CommandReader): string {
  const isCall = reader.take('time', '(') || reader.take('timespan', '(')
  let text = ''
  const isPart = (): boolean => /^[\w.:]+$/.test(reader.peek()?.value ?? '')
  // 1.00:00:00 consists of several tokens; a blank ends it
  let end = reader.peek()?.start
  while (isPart() && reader.peek()?.start === end) {
    end = reader.peek()?.end
    const value = reader.peek()?.value ?? ''
    text += value
    reader.take(value)
  }
  if (isCall) reader.expect(')')
  const ticks = toSql(text, 'timespan')
  if (typeof ticks !== 'bigint') throw badRequest(`'${text}' is not a timespan.`)
  return timespanText(ticks)
}

/** `type='BigObject32'`; without it the default is restored (alter-encoding-policy.md). */
function readEncoding(reader: CommandReader): unknown {
  if (!reader.take('type')) return undefined
  reader.expect('=')
  const type = reader.string()
  const known = ['BigObject', 'BigObject32', 'Identifier', 'Null', 'Vector16', 'Default']
  const name = known.find((candidate) => candidate.toLowerCase() === type.toLowerCase())
  if (name === undefined)
    throw badRequest(`Unknown encoding policy type '${type}'; known types: ${known.join(', ')}.`)
  // these two change the values that queries return (alter-encoding-policy.md)
  if (name === 'Null' || name === 'Vector16')
    throw notSupported(`the encoding policy type '${name}'`)
  return name === 'Default' ? undefined : { Type: name }
}

/**
 * A cluster prints one object with the profile, its meaning, and some thirty switches of its
 * storage (favoretti/terraform-provider-adx#59), which this engine does not have.
 */
function shownEncoding(policy: unknown): unknown {
  const type = isJsonObject(policy) ? plainText(policy['Type']) : ''
  return { MaxValueSize: maxBytesOfProfile(type), EncodingPolicyOrigin: 'Admin', Profile: type }
}

function readRowOrder(reader: CommandReader): unknown {
  if (reader.peek()?.kind === 'string') return readJson(reader)
  return reader.parenthesised(() => {
    const column = reader.name()
    const isDescending = reader.take('desc')
    if (!isDescending) reader.expect('asc')
    return { ColumnName: column, SortDirection: isDescending ? 'Descending' : 'Ascending' }
  })
}

function readRowLevelSecurity(reader: CommandReader): unknown {
  const IsEnabled = readBoolean(reader)
  if (IsEnabled) throw notSupported('row level security: its queries would show every row')
  reader.properties()
  return { IsEnabled, Query: reader.string() }
}

function readIngestionTime(reader: CommandReader): unknown {
  const IsEnabled = readBoolean(reader)
  if (!IsEnabled)
    throw notSupported('tables without ingestion times: ingestion_time() would not be null')
  return { IsEnabled }
}

function readRestrictedViewAccess(reader: CommandReader): unknown {
  const IsEnabled = readBoolean(reader)
  if (IsEnabled) throw notSupported('restricted view access: everybody could query the table')
  return { IsEnabled }
}
