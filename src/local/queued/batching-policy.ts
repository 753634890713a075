import type { Policies } from '../catalog/entities.ts'
import { isJsonObject } from '../../json-object.ts'
import { TICKS_PER_MILLISECOND } from '../values/ticks.ts'
import { toSql } from '../values/values.ts'

export interface BatchingPolicy {
  readonly maxDelayMs: number
  readonly maxItems: number
  readonly maxRawBytes: number
}

const MEBIBYTE = 2 ** 20

/** kusto/management/batching-policy.md */
const DEFAULT_POLICY: BatchingPolicy = {
  maxDelayMs: 5 * 60_000,
  maxItems: 500,
  maxRawBytes: 1024 * MEBIBYTE,
}

/** The first policy that is set applies as a whole; omitted values are the defaults. */
export function batchingPolicy(owners: readonly { readonly policies: Policies }[]): BatchingPolicy {
  const policy = owners.map((owner) => owner.policies['ingestionbatching']).find(isJsonObject)
  return {
    maxDelayMs: delayMs(policy?.['MaximumBatchingTimeSpan']) ?? DEFAULT_POLICY.maxDelayMs,
    maxItems: positive(policy?.['MaximumNumberOfItems']) ?? DEFAULT_POLICY.maxItems,
    maxRawBytes: bytes(policy?.['MaximumRawDataSizeMB']) ?? DEFAULT_POLICY.maxRawBytes,
  }
}

function delayMs(value: unknown): number | undefined {
  const ticks = typeof value === 'string' ? toSql(value, 'timespan') : undefined
  return typeof ticks === 'bigint' ? Number(ticks / TICKS_PER_MILLISECOND) : undefined
}

function bytes(megabytes: unknown): number | undefined {
  const value = positive(megabytes)
  return value === undefined ? undefined : value * MEBIBYTE
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined
}
