import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/mv-apply-operator.md'

/** Operators that process each row's elements separately. */
export const cases: readonly KqlCase[] = [
  {
    name: 'count counts the elements of each row',
    source,
    kql: 'datatable(a:dynamic, i:long)[dynamic([1,2]), 1, dynamic([3]), 2] | mv-apply a on (count)',
    columns: 'i:long, Count:long',
    inAnyOrder: true,
    rows: [
      [1, 2],
      [2, 1],
    ],
  },
  {
    name: 'join takes one element of each key and row unless told otherwise',
    source,
    kql: 'datatable(a:dynamic, i:long)[dynamic([1,2,2]), 1, dynamic([2]), 2] | mv-apply a to typeof(long) on (join (datatable(a:long,n:string)[1,"x",2,"y"]) on a)',
    columns: 'i:long, a:long, a1:long, n:string',
    inAnyOrder: true,
    rows: [
      [1, 1, 1, 'x'],
      [1, 2, 2, 'y'],
      [2, 2, 2, 'y'],
    ],
  },
  {
    name: 'leftanti keeps the elements that have no match',
    source,
    kql: 'datatable(a:dynamic, i:long)[dynamic([1,2,2]), 1, dynamic([2]), 2] | mv-apply a to typeof(long) on (join kind=leftanti (datatable(a:long)[2]) on a)',
    rows: [[1, 1]],
  },
  {
    name: 'lookup finds what belongs to elements, and the outer row can still be named',
    source,
    kql: 'datatable(a:dynamic, i:long)[dynamic([1,2]), 10, dynamic([3]), 20] | mv-apply a to typeof(long) on (lookup (datatable(a:long,n:string)[1,"x"]) on a | extend z = i + a)',
    columns: 'i:long, a:long, n:string, z:long',
    inAnyOrder: true,
    rows: [
      [10, 1, 'x', 11],
      [10, 2, '', 12],
      [20, 3, '', 23],
    ],
  },
  {
    name: 'a join that makes rows without an element is refused, for they belong to no row',
    source,
    kql: 'datatable(a:dynamic)[dynamic([1])] | mv-apply a to typeof(long) on (join kind=rightouter (datatable(a:long)[2]) on a)',
    refusal: /Not supported.*JoinOperator inside mv-apply or partition at line 1, column 69/,
  },
  {
    name: 'a union is refused',
    source,
    kql: 'datatable(a:dynamic)[dynamic([1])] | mv-apply a to typeof(long) on (union (print a = 2))',
    refusal: /Not supported.*UnionOperator inside mv-apply or partition at line 1, column 69/,
  },
  {
    name: 'rows named by as inside are refused elsewhere, for they are of many tables',
    source,
    kql: 'datatable(a:dynamic)[dynamic([1])] | mv-apply a to typeof(long) on (as E | join kind=inner E on a)',
    refusal: /Not supported.*'E' inside mv-apply or partition at line 1, column 92/,
  },
]
