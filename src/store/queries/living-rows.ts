import { longLiteral } from '../../kusto/literals.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'

/*
 * A thread may be recreated under its name, with checkpoint ids that its deleted life had. Queries
 * that read by id exclude the rows of that life where their answer would mix them up.
 */

/** For `declare query_parameters`; see {@link deadParameter}. */
export const DEAD_PARAMETER = 'known_dead:long'

/** The revision of the last tombstone of `thread`. */
export const LET_DEAD =
  'let dead = max_of(known_dead, coalesce(toscalar(ThreadDeletions | where thread_id == thread | top 1 by revision desc | project revision), known_dead));'

/** For rows of Checkpoints and CheckpointWrites, after {@link LET_DEAD}. */
export const IS_LIVING: string = `${INCARNATION} > dead`

/** @param deadAt - the revision of the last tombstone that this process knows; -1 if none */
export function deadParameter(deadAt: number): { readonly known_dead: string } {
  return { known_dead: longLiteral(deadAt) }
}
