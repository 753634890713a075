import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/bag-unpack-plugin.md'

export const cases: readonly KqlCase[] = [
  {
    name: 'bag_unpack gives the columns of its output schema behind the others',
    source,
    kql: 'datatable(d:dynamic, z:long)[dynamic({"a":1,"b":"x"}), 7, dynamic({"a":2}), 8, dynamic(null), 9] | evaluate bag_unpack(d) : (*, a:long, b:string)',
    columns: 'z:long, a:long, b:string',
    rows: [
      [7, 1, 'x'],
      [8, 2, ''],
      [9, null, ''],
    ],
  },
  {
    name: 'without a star it gives these columns only, a prefix before the names of the slots',
    source,
    kql: 'datatable(d:dynamic, z:long)[dynamic({"a":1,"b":"x"}), 7] | evaluate bag_unpack(d, "p_") : (p_b:string, p_a:long)',
    columns: 'p_b:string, p_a:long',
    rows: [['x', 1]],
  },
  {
    name: 'without an output schema it would have columns that only the rows know',
    source,
    kql: 'Events | evaluate bag_unpack(Details)',
    refusal: /Not supported.*bag_unpack\(\) without an output schema.*line 1, column 10/,
  },
  {
    name: 'it does not unpack into a column that is there',
    source,
    kql: 'Events | evaluate bag_unpack(Details) : (*, Step:long)',
    refusal: /Not supported.*bag_unpack\(\) into 'Step'.*line 1, column 45/,
  },
  {
    name: 'its further arguments are refused',
    source,
    kql: 'Events | evaluate bag_unpack(Details, columnsConflict="keep_source") : (*, n:long)',
    refusal:
      /Not supported.*bag_unpack\(\) with more than a column and a prefix.*line 1, column 19/,
  },
  {
    name: 'other plugins are refused by name',
    source: 'kusto/query/pivot-plugin.md',
    kql: 'Events | evaluate pivot(Thread)',
    refusal: /Not supported.*the plugin pivot at line 1, column 10/,
  },
]
