import { randomUUID } from 'node:crypto'
import type { ResultTable } from '../engine/engine.ts'
import { resultTable } from './command-result.ts'

/**
 * The answer of ingesting commands. There are no extents here: the id is new each time, and sizes
 * are unknown.
 */
export function extentResult(rowCount: number): ResultTable {
  return resultTable(
    'ExtentId:guid,OriginalSize:long,ExtentSize:long,ColumnSize:long,IndexSize:long,RowCount:long',
    [[randomUUID(), null, null, null, null, rowCount]],
  )
}
