import type { KqlCase } from '../kql-case.ts'

export const cases: readonly KqlCase[] = [
  {
    name: 'a string is not compared with a number',
    source: 'kusto/query/datatypes-string-operators.md',
    kql: 'Events\n| where Thread == 5',
    refusal: /Cannot compare values of types string and long.*line 2, column 9/,
  },
  {
    name: 'strings have no order but strcmp()',
    source: 'kusto/query/numerical-operators.md',
    kql: 'Events | where Thread > "a"',
    refusal: /operator '>' is not defined/,
  },
  {
    name: 'an unknown column is a semantic error with its place',
    source: 'kusto/query/tabular-expression-statements.md',
    kql: 'Events\n| where Nothing == 5',
    refusal: /SEM0100: The name 'Nothing'.*line 2, column 9/,
  },
  {
    name: 'an unknown operator is a syntax error',
    source: 'kusto/query/tabular-expression-statements.md',
    kql: 'Events | were Step == 5',
    refusal: /SYN0002.*line 1, column 10/,
  },
  {
    name: 'what is not supported is named with its place',
    source: 'kusto/query/facet-operator.md',
    kql: 'Events\n | facet by Thread',
    refusal: /Not supported by the embedded local Kusto: the operator facet at line 2, column 4/,
  },
  {
    name: 'so is a function',
    source: 'kusto/query/geo-distance-2points-function.md',
    kql: 'print geo_distance_2points(1.0, 2.0, 3.0, 4.0)',
    refusal:
      /Not supported by the embedded local Kusto: the function geo_distance_2points\(\) at line 1, column 7/,
  },
  {
    name: 'a row-dependent argument inside a subquery of a lambda is refused',
    source: 'kusto/query/toscalar-function.md',
    kql: 'let f = (x:string) { toscalar(Owners | where Thread == x | project Owner) }; Events | extend o = f(Thread)',
    refusal: /depends on the current row|Semantic error/,
  },
  {
    name: 'a command is no query',
    source: 'management/index.md',
    kql: '.show tables',
    refusal: /management command/,
  },
]
