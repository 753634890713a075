import type { MaterializedViewRelation, SchemaSnapshot } from '../kql/parser/schema-snapshot.ts'
import type { ViewSql } from '../views/view-relation.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, ViewEntity } from '../catalog/entities.ts'
import { softDeleteTicks } from '../catalog/retention.ts'
import { tableRelation } from '../catalog/relations.ts'

/**
 * @param sqlOf - translates a view when a query first reads it, because most requests need no view
 */
export function makeSnapshot(
  database: DatabaseCatalog,
  sqlOf: (view: Stored<ViewEntity>) => ViewSql,
): SchemaSnapshot {
  return {
    database: database.name,
    tables: new Map(
      [...database.tables].map(([name, table]) => [
        name,
        tableRelation(table, softDeleteTicks(table.policies, database.entity.policies)),
      ]),
    ),
    views: new Map([...database.views].map(([name, view]) => [name, viewRelation(view, sqlOf)])),
    functions: database.functions,
  }
}

function viewRelation(
  view: Stored<ViewEntity>,
  sqlOf: (view: Stored<ViewEntity>) => ViewSql,
): MaterializedViewRelation {
  return {
    name: view.name,
    columns: view.columns,
    source: view.source,
    query: view.query,
    get sql() {
      return sqlOf(view).full
    },
    get materializedSql() {
      return sqlOf(view).materialized
    },
  }
}
