import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/bag-unpack-plugin.md'
const pivotPage = 'kusto/query/pivot-plugin.md'
const events =
  'datatable(State:string, EventType:string, Deaths:long)["ALABAMA", "Wind", 1, "ALABAMA", "Wind", 2, "ALASKA", "Wind", 7, "ALABAMA", "Rain", 0]'

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
    name: 'without an output schema, its columns are the slots, sorted by name',
    source,
    kql: 'datatable(d:dynamic)[dynamic({"Name": "John", "Age":20}), dynamic({"Name": "Dave", "Height": 170, "Age":40}), dynamic({"Name": "Jasmine", "Age":30})] | evaluate bag_unpack(d)',
    columns: 'Age:long, Height:long, Name:string',
    rows: [
      [20, null, 'John'],
      [40, 170, 'Dave'],
      [30, null, 'Jasmine'],
    ],
  },
  {
    name: 'a prefix goes before the names of the slots',
    source,
    kql: 'let T = datatable(d:dynamic)[dynamic({"Name": "John", "Age":20})] | evaluate bag_unpack(d, "Property_"); T | where Property_Age > 10',
    columns: 'Property_Age:long, Property_Name:string',
    rows: [[20, 'John']],
  },
  {
    name: 'a slot with values of several types is dynamic',
    source,
    kql: 'datatable(d:dynamic)[dynamic({"a": 1}), dynamic({"a": "x"}), dynamic(null)] | evaluate bag_unpack(d)',
    columns: 'a:dynamic',
    rows: [[1], ['x'], [null]],
  },
  {
    name: 'a slot that is null in all rows is refused',
    source,
    kql: 'print d = dynamic({"a": null}) | evaluate bag_unpack(d)',
    refusal: /Not supported.*bag_unpack\(\) of 'a', which is null/,
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
    name: 'pivot counts the rows of each value',
    source: pivotPage,
    kql: `${events} | project State, EventType | evaluate pivot(State)`,
    columns: 'EventType:string, ALABAMA:long, ALASKA:long',
    rows: [
      ['Rain', 1, 0],
      ['Wind', 2, 1],
    ],
    inAnyOrder: true,
  },
  {
    name: 'pivot aggregates and keeps the columns that it names',
    source: pivotPage,
    kql: `${events} | evaluate pivot(State, sum(Deaths), EventType) | where ALASKA > 0`,
    columns: 'EventType:string, ALABAMA:long, ALASKA:long',
    rows: [['Wind', 3, 7]],
  },
  {
    name: 'pivot takes an output schema',
    source: pivotPage,
    kql: `${events} | project State, EventType | evaluate pivot(State) : (EventType:string, ALASKA:long)`,
    columns: 'EventType:string, ALASKA:long',
    rows: [
      ['Rain', 0],
      ['Wind', 1],
    ],
    inAnyOrder: true,
  },
  {
    name: 'narrow gives a row for each cell',
    source: 'data-explorer/kusto/query/narrowplugin.md (an earlier version of the docs)',
    kql: 'datatable(IsHealthy:bool, MachinesTotal:long)[true, 2] | evaluate narrow()',
    columns: 'Row:long, Column:string, Value:string',
    rows: [
      [0, 'IsHealthy', 'True'],
      [0, 'MachinesTotal', '2'],
    ],
  },
  {
    name: 'other plugins are refused by name',
    source: 'kusto/query/autocluster-plugin.md',
    kql: 'Events | evaluate autocluster()',
    refusal: /Not supported.*the plugin autocluster at line 1, column 10/,
  },
]
