import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/join-operator.md'
const tables =
  'let L = datatable(k:string, l:long)["a", 1, "a", 2, "b", 3, "c", 4]; let R = datatable(k:string, r:string)["b", "x", "c", "y", "c", "z", "d", "w"];'
/** Measured on the emulator. */
const measured = 'github.com/mmaitre314/duckdb-kql/blob/main/docs/TRANSLATION.md (R14)'
const nullKeys =
  'let L = datatable(k:long, l:long)[long(null), 1, 2, 2]; let R = datatable(k:long, r:long)[long(null), 7, 3, 8];'
const twoRows =
  'let t1 = datatable(key:long, value:string)[1, "val1.1", 1, "val1.2"]; let t2 = datatable(key:long, value:string)[1, "val1.3", 1, "val1.4"];'

export const cases: readonly KqlCase[] = [
  {
    name: 'inner gives every pair with one key, the right key under another name',
    source: 'kusto/query/join-inner.md',
    kql: `${tables} L | join kind=inner R on k`,
    columns: 'k:string, l:long, k1:string, r:string',
    inAnyOrder: true,
    rows: [
      ['b', 3, 'b', 'x'],
      ['c', 4, 'c', 'y'],
      ['c', 4, 'c', 'z'],
    ],
  },
  {
    name: 'without a kind only one left row of each key is joined',
    source: 'kusto/query/join-innerunique.md',
    kql: `${tables} R | join L on k | project l | summarize n = count(), sum(l)`,
    rows: [[2, 7]],
  },
  {
    name: 'leftouter keeps left rows without a match, with empty strings and nulls',
    source: 'kusto/query/join-leftouter.md',
    kql: `${tables} R | join kind=leftouter (L | extend s = "s") on k | where k == "d"`,
    rows: [['d', 'w', '', null, '']],
  },
  {
    name: 'rightouter keeps right rows without a match',
    source: 'kusto/query/join-rightouter.md',
    kql: `${tables} L | join kind=rightouter R on k | where isnull(l)`,
    rows: [['', null, 'd', 'w']],
  },
  {
    name: 'fullouter keeps both',
    source: 'kusto/query/join-fullouter.md',
    kql: `${tables} L | join kind=fullouter R on k | project k, l, k1, r`,
    inAnyOrder: true,
    rows: [
      ['a', 1, '', ''],
      ['a', 2, '', ''],
      ['b', 3, 'b', 'x'],
      ['c', 4, 'c', 'y'],
      ['c', 4, 'c', 'z'],
      ['', null, 'd', 'w'],
    ],
  },
  {
    name: 'leftsemi gives left rows with a match, once each',
    source: 'kusto/query/join-leftsemi.md',
    kql: `${tables} L | join kind=leftsemi R on k`,
    columns: 'k:string, l:long',
    inAnyOrder: true,
    rows: [
      ['b', 3],
      ['c', 4],
    ],
  },
  {
    name: 'leftanti gives left rows without a match',
    source: 'kusto/query/join-leftanti.md',
    kql: `${tables} L | join kind=leftanti R on k`,
    inAnyOrder: true,
    rows: [
      ['a', 1],
      ['a', 2],
    ],
  },
  {
    name: 'rightsemi gives right rows with a match',
    source: 'kusto/query/join-rightsemi.md',
    kql: `${tables} L | join kind=rightsemi R on k`,
    columns: 'k:string, r:string',
    inAnyOrder: true,
    rows: [
      ['b', 'x'],
      ['c', 'y'],
      ['c', 'z'],
    ],
  },
  {
    name: 'rightanti gives right rows without a match',
    source: 'kusto/query/join-rightanti.md',
    kql: `${tables} L | join kind=rightanti R on k`,
    rows: [['d', 'w']],
  },
  {
    name: 'keys may have different names on the two sides, and there may be several',
    source,
    kql: `${tables} L | join kind=inner (R | extend n = strlen(r) + 2) on $left.k == $right.k, $left.l == $right.n`,
    rows: [['b', 3, 'b', 'x', 3]],
  },
  {
    name: 'a table joined with itself keeps its sides apart',
    source,
    kql: `${tables} L | join kind=inner L on k | where l < l1 | project k, l, l1`,
    rows: [['a', 1, 2]],
  },
  {
    name: 'lookup leaves the right keys out and keeps left rows without a match',
    source: 'kusto/query/lookup-operator.md',
    kql: `${tables} R | lookup L on k | where k in ("b", "d")`,
    columns: 'k:string, r:string, l:long',
    inAnyOrder: true,
    rows: [
      ['b', 'x', 3],
      ['d', 'w', null],
    ],
  },
  {
    name: 'lookup kind=inner drops them',
    source: 'kusto/query/lookup-operator.md',
    kql: `${tables} R | lookup kind=inner (L) on k | count`,
    rows: [[3]],
  },
  {
    name: 'leftantisemi is leftanti under another name',
    source: 'kusto/query/join-leftanti.md',
    kql: `${tables} L | join kind=leftantisemi R on k`,
    inAnyOrder: true,
    rows: [
      ['a', 1],
      ['a', 2],
    ],
  },
  {
    name: 'anti is so, too',
    source: 'kusto/query/join-leftanti.md',
    kql: `${tables} L | join kind=anti R on k | count`,
    rows: [[2]],
  },
  {
    name: 'rightantisemi is rightanti under another name',
    source: 'kusto/query/join-rightanti.md',
    kql: `${tables} L | join kind=rightantisemi R on k`,
    rows: [['d', 'w']],
  },
  ...['inner', 'innerunique', 'leftouter', 'rightouter'].map((kind) => ({
    name: `a null key matches a null key in kind=${kind}`,
    source: measured,
    kql: `${nullKeys} L | join kind=${kind} R on k | where isnull(k) and isnull(k1) | project l, r`,
    rows: [[1, 7]],
  })),
  {
    name: 'a null key matches a null key in kind=fullouter',
    source: measured,
    kql: `${nullKeys} L | join kind=fullouter R on k`,
    inAnyOrder: true,
    rows: [
      [null, 1, null, 7],
      [2, 2, null, null],
      [null, null, 3, 8],
    ],
  },
  {
    name: 'a null key with a match is not left over',
    source: measured,
    kql: `${nullKeys} L | join kind=leftanti R on k`,
    rows: [[2, 2]],
  },
  {
    name: 'leftsemi finds a null key',
    source: measured,
    kql: `${nullKeys} L | join kind=leftsemi R on k`,
    rows: [[null, 1]],
  },
  {
    name: 'rightanti finds one too',
    source: measured,
    kql: `${nullKeys} L | join kind=rightanti R on k`,
    rows: [[3, 8]],
  },
  {
    name: 'lookup matches null keys',
    source: measured,
    kql: `${nullKeys} L | lookup R on k | order by l asc`,
    rows: [
      [null, 1, 7],
      [2, 2, null],
    ],
  },
  {
    name: 'a null and a zero are two keys',
    source: measured,
    kql: 'datatable(k:long)[long(null)] | join kind=leftsemi (datatable(k:long)[0]) on k',
    rows: [],
  },
  {
    name: 'a filter on the left columns behind innerunique goes before it',
    source: 'kusto/query/join-innerunique.md',
    kql: `${twoRows} t1 | join kind=innerunique t2 on key | where value == "val1.2"`,
    inAnyOrder: true,
    rows: [
      [1, 'val1.2', 1, 'val1.3'],
      [1, 'val1.2', 1, 'val1.4'],
    ],
  },
  {
    name: 'so it does with filters on both sides, in one condition and in several',
    source: 'kusto/query/join-innerunique.md',
    kql: `${twoRows} t1 | join t2 on key | where value1 == "val1.4" and value startswith "val1" | where value == "val1.2"`,
    rows: [[1, 'val1.2', 1, 'val1.4']],
  },
  {
    name: 'a dynamic join key is refused',
    source,
    kql: 'Events | join Events on Details',
    refusal: /join key of type dynamic at line 1/,
  },
  {
    name: 'has_any and has_all take their terms from a table',
    source: 'kusto/query/has-any-operator.md',
    kql: 'let Terms = datatable(t:string)["RED", "fox"]; let None = Terms | where t == ""; datatable(s:string)["red fox", "a fox", "hound"] | project s, any = s has_any (Terms), all = s has_all (Terms), anyOfNone = s has_any (None), allOfNone = s has_all (None)',
    rows: [
      ['red fox', true, true, false, true],
      ['a fox', true, false, false, true],
      ['hound', false, false, false, true],
    ],
  },
]
