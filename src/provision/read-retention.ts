import type { KustoClient } from '../kusto/kusto-client.ts'
import { entityName } from '../kusto/literals.ts'
import { LATEST_VIEW, TABLES } from '../tables/schema.ts'
import { showPolicy } from '../kusto/show.ts'
import type { StoredRetention } from './stored-schema.ts'

/** The names of the checkpointer's entities in commands. */
export const RETENTION_OWNERS: ReadonlyMap<string, string> = new Map([
  ...TABLES.map(({ name }): [string, string] => [name, `table ${name}`]),
  [LATEST_VIEW.name, `materialized-view ${LATEST_VIEW.name}`],
])

/**
 * Reads the retention policies of the database and of these entities.
 * @throws KustoError if Kusto cannot be reached
 */
export async function readRetention(
  client: KustoClient,
  database: string,
  entities: readonly string[],
): Promise<StoredRetention> {
  const [ofDatabase, ...policies] = await Promise.all([
    showPolicy(client, `database ${entityName(database)}`, 'retention'),
    ...entities.map((entity) =>
      showPolicy(client, RETENTION_OWNERS.get(entity) ?? entity, 'retention'),
    ),
  ])
  return {
    ofDatabase,
    ofEntities: new Map(policies.map((policy, index) => [entities[index] ?? '', policy])),
  }
}
