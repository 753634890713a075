import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { manifestEntryPrefix } from '../values/manifest.ts'
import { storedValuesQuery } from '../queries/stored-values.ts'
import { tableNamed } from '../queries/table-named.ts'
import { RowReader } from '../../tables/rows.ts'
import type { StoreContext } from '../state/store-context.ts'

/**
 * Finds which of these channels a live checkpoint of the thread and namespace has stored under the
 * wanted version. Sends a request if this process does not know.
 *
 * @param deadAt - the revision of the thread's last tombstone
 */
export async function findStoredElsewhere(
  context: StoreContext,
  scope: OverlayScope,
  wanted: ReadonlyMap<string, string | number>,
  deadAt: number,
): Promise<readonly string[]> {
  if (wanted.size === 0) return []
  const { checkpoints } = context.overlay.rows(scope)
  const known = checkpoints.filter((row) => row.incarnation > deadAt)
  const stored: string[] = []
  const open = new Map<string, string>()
  for (const [channel, version] of wanted) {
    const name = manifestEntryPrefix(channel, version)
    // a copied checkpoint has just been read
    const isKnown =
      context.manifests.hasStored(scope, channel, version) ||
      known.some(({ manifest }) => manifest.includes(name))
    if (isKnown) stored.push(channel)
    else open.set(name, channel)
  }
  if (open.size > 0) stored.push(...(await storedChannels(context, scope, open, deadAt)))
  return stored
}

async function storedChannels(
  context: StoreContext,
  scope: OverlayScope,
  names: ReadonlyMap<string, string>,
  deadAt: number,
): Promise<string[]> {
  const tables = await context.queries.run(
    storedValuesQuery(scope, [...names.keys()], deadAt),
    'put',
  )
  return new RowReader(tableNamed(tables, 'Names'))
    .map((row) => row.text('name'))
    .flatMap((name) => names.get(name) ?? [])
}
