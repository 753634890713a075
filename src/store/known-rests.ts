import { decodeLineage } from './lineage.ts'
import type { KnownRests } from './queries/chain-tables.ts'
import type { ChainRow } from '../tables/rows.ts'

/** What these checkpoints rest on, for the query that brings it; a lineage that cannot be read is left to who resolves the checkpoint. */
export function knownRests(heads: readonly ChainRow[]): KnownRests[] {
  return heads.flatMap(({ threadId, checkpointNs, depth, lineage: text }) => {
    const lineage = lineageOrNothing(text)
    if (lineage === undefined) return []
    const seedDepths = [...lineage.seeds.values()]
    return [{ threadId, checkpointNs, from: lineage.from, to: depth, seedDepths }]
  })
}

function lineageOrNothing(text: string) {
  try {
    return decodeLineage(text)
  } catch {
    return undefined
  }
}
