import { createHash } from 'node:crypto'
import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { positiveRemainder } from '../../../values/ticks.ts'
import { argument } from './argument.ts'
import { alias, callSql, scalar, type KqlFunction } from './javascript-function.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { xxHash64 } from '../values/xxhash64.ts'

const OF_TEXT = scalar('hash_text', ['string', 'long?'], 'long', (text, modulo) => {
  // hash_md5() and the like return '' for '', not the digest of no bytes
  if (text === '')
    throw new NotDoneHere('hash() of an empty text, for which no page has the answer')
  return reduced(xxHash64(Buffer.from(text)), modulo)
})
const OF_INTEGER = scalar('hash_integer', ['long', 'long?'], 'long', (value, modulo) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return reduced(xxHash64(bytes), modulo)
})
const EIGHT_BYTES: ReadonlySet<KustoType> = new Set(['long', 'datetime', 'timespan'] as const)

const HASH: KqlFunction = {
  name: 'hash_xxhash64',
  sqlFunctions: [...OF_TEXT.sqlFunctions, ...OF_INTEGER.sqlFunctions],
  toSql: (args) =>
    callSql(
      hashOf(argument(args, 0)),
      args.map((arg) => arg.sql),
    ),
}

export const HASH_FUNCTIONS: readonly KqlFunction[] = [
  HASH,
  alias('hash', HASH),
  ...(['sha256', 'sha1', 'md5'] as const).map((algorithm) =>
    scalar(`hash_${algorithm}`, ['string'], 'string', (text) =>
      // Kusto returns '' for '' — docs/TRANSLATION.md, R20, of mmaitre314/duckdb-kql
      text === '' ? '' : createHash(algorithm).update(text).digest('hex'),
    ),
  ),
]

function hashOf({ type }: Expr): string {
  if (type === 'string') return 'kql_hash_text'
  if (EIGHT_BYTES.has(type)) return 'kql_hash_integer'
  throw new NotDoneHere(`hash() of a ${type}: hash its tostring()`)
}

function reduced(hash: bigint, modulo: bigint | undefined): bigint | null {
  if (modulo === undefined) return hash
  return modulo === 0n ? null : positiveRemainder(hash, modulo)
}
