import type { Relation, RelationColumn } from '../relation/relation.ts'
import type { Column, KustoType } from '../../values/types.ts'

/** A column of a union: the columns of all inputs with one name and type. */
export interface UnionColumn extends Column {
  /** Its name in the inputs. */
  readonly of: string
}

/**
 * In order of first appearance. A name with several types becomes `name_type` for each type, with a
 * number if an input already has a column of that name — union-operator.md, "Source columns types
 * mismatch".
 */
export function unionColumns(
  relations: readonly Relation[],
  isInner: boolean,
): readonly UnionColumn[] {
  const found = relations
    .flatMap(({ columns }) => columns)
    .filter(isFirst)
    .filter((column) => !isInner || relations.every(({ columns }) => columns.some(sameAs(column))))
  const isSplit = (column: Column): boolean =>
    found.some((other) => other.name === column.name && other.type !== column.type)
  const taken = new Set(found.filter((column) => !isSplit(column)).map(({ name }) => name))
  return found.map((column) => ({
    of: column.name,
    type: column.type,
    name: isSplit(column) ? freeName(`${column.name}_${column.type}`, taken) : column.name,
  }))
}

/** The input's column for a column of the union. */
export function sourceColumn(
  relation: Relation,
  { of, type }: UnionColumn,
): RelationColumn | undefined {
  return relation.columns.find(sameAs({ name: of, type }))
}

function sameAs({ name, type }: { name: string; type: KustoType }): (other: Column) => boolean {
  return (other) => other.name === name && other.type === type
}

function isFirst(column: Column, index: number, all: readonly Column[]): boolean {
  return all.findIndex(sameAs(column)) === index
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let number = 1; taken.has(name); number += 1) name = `${wanted}${number}`
  taken.add(name)
  return name
}
