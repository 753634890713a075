import type { OverlayScope } from '../overlay/overlay.ts'
import { entryBeginning } from './manifest.ts'
import { storedValuesQuery } from './queries/stored-values.ts'
import { tableNamed } from './queries/stored-rows.ts'
import { RowReader } from '../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * Which of these channels some checkpoint of the thread has stored under the wanted version; a request when there are any and this
 * process does not know.
 */
export async function findStoredElsewhere(
  context: StoreContext,
  scope: OverlayScope,
  wanted: ReadonlyMap<string, string | number>,
): Promise<readonly string[]> {
  const names = new Map(
    [...wanted].map(([channel, version]) => [entryBeginning(channel, version), channel]),
  )
  const known = context.overlay.rows(scope).checkpoints
  const stored = [...names.keys()].filter((name) =>
    known.some(({ manifest }) => manifest.includes(name)),
  )
  if (stored.length < names.size) stored.push(...(await storedNames(context, scope, names)))
  return [...new Set(stored)].flatMap((name) => names.get(name) ?? [])
}

async function storedNames(
  context: StoreContext,
  scope: OverlayScope,
  names: ReadonlyMap<string, string>,
): Promise<string[]> {
  const tables = await context.queries.run(storedValuesQuery(scope, [...names.keys()]), 'put')
  return new RowReader(tableNamed(tables, 'Names')).map((row) => row.text('name'))
}
