import type { KqlCase } from '../kql-case.ts'

const latencies = 'datatable(ReqCount:long, LatencyBucket:long)[8, 10, 6, 20, 3, 30, 1, 40]'

export const cases: readonly KqlCase[] = [
  {
    name: 'row_window_session() tells when each session began',
    source: 'kusto/query/row-window-session-function.md',
    kql: 'datatable (ID:string, Timestamp:datetime) ["1", datetime(2024-04-11 10:00:00), "2", datetime(2024-04-11 10:18:00), "1", datetime(2024-04-11 11:00:00), "3", datetime(2024-04-11 11:30:00), "2", datetime(2024-04-11 13:30:00), "2", datetime(2024-04-11 10:16:00)] | sort by ID asc, Timestamp asc | extend SessionStarted = row_window_session(Timestamp, 1h, 5m, ID != prev(ID))',
    columns: 'ID:string, Timestamp:datetime, SessionStarted:datetime',
    rows: [
      ['1', '2024-04-11T10:00:00Z', '2024-04-11T10:00:00Z'],
      ['1', '2024-04-11T11:00:00Z', '2024-04-11T11:00:00Z'],
      ['2', '2024-04-11T10:16:00Z', '2024-04-11T10:16:00Z'],
      ['2', '2024-04-11T10:18:00Z', '2024-04-11T10:16:00Z'],
      ['2', '2024-04-11T13:30:00Z', '2024-04-11T13:30:00Z'],
      ['3', '2024-04-11T11:30:00Z', '2024-04-11T11:30:00Z'],
    ],
  },
  {
    name: 'a session lasts no longer than its longest distance from the first row',
    source: 'kusto/query/row-window-session-function.md',
    kql: 'range t from datetime(2024-01-01 00:00) to datetime(2024-01-01 00:05) step 1m | extend s = row_window_session(t, 3m, 2m) | project format_datetime(s, "mm")',
    rows: [['00'], ['00'], ['00'], ['03'], ['03'], ['03']],
  },
  {
    name: 'percentilesw() counts each value as often as its weight',
    source: 'kusto/query/percentilesw-aggregation-function.md',
    kql: `${latencies} | summarize percentilesw(LatencyBucket, ReqCount, 50, 75, 99.9)`,
    columns:
      'percentile_LatencyBucket_50:long, percentile_LatencyBucket_75:long, percentile_LatencyBucket_99_9:long',
    rows: [[20, 20, 40]],
  },
  {
    name: 'percentilew() gives one of them',
    source: 'kusto/query/percentilesw-aggregation-function.md',
    kql: `${latencies} | summarize p = percentilew(LatencyBucket, ReqCount, 50)`,
    rows: [[20]],
  },
  {
    name: 'percentilesw_array() gives them in one array',
    source: 'kusto/query/percentilesw-aggregation-function.md',
    kql: `${latencies} | summarize p = percentilesw_array(LatencyBucket, ReqCount, dynamic([50, 75, 99.9]))`,
    rows: [[[20, 20, 40]]],
  },
  {
    name: 'buildschema() gives the least schema of all values',
    source: 'kusto/query/buildschema-aggregation-function.md',
    kql: 'datatable(value: dynamic) [dynamic({"x":1, "y":3.5}), dynamic({"x":"somevalue", "z":[1, 2, 3]}), dynamic({"y":{"w":"zzz"}, "t":["aa", "bb"], "z":["foo"]})] | summarize buildschema(value)',
    columns: 'schema_value:dynamic',
    rows: [
      [
        {
          x: ['long', 'string'],
          y: ['double', { w: 'string' }],
          z: { '`indexer`': ['long', 'string'] },
          t: { '`indexer`': 'string' },
        },
      ],
    ],
  },
  ...(
    [
      ['parse_ipv6("127.0.0.1")', '0000:0000:0000:0000:0000:ffff:7f00:0001', 'parse-ipv6'],
      [
        'parse_ipv6("fe80::85d:e82c:9446:7994")',
        'fe80:0000:0000:0000:085d:e82c:9446:7994',
        'parse-ipv6',
      ],
      ['parse_ipv6("no address")', '', 'parse-ipv6'],
      [
        'parse_ipv6_mask("192.168.255.255", 120)',
        '0000:0000:0000:0000:0000:ffff:c0a8:ff00',
        'parse-ipv6-mask',
      ],
      [
        'parse_ipv6_mask("fe80::85d:e82c:9446:7994", 124)',
        'fe80:0000:0000:0000:085d:e82c:9446:7990',
        'parse-ipv6-mask',
      ],
      ['ipv6_compare("::ffff:7f00:1", "127.0.0.1")', 0, 'ipv6-compare'],
      ['ipv6_compare("fe80::85d:e82c:9446:7994", "fe80::85d:e82c:9446:7995")', -1, 'ipv6-compare'],
      ['ipv6_compare("192.168.1.1/24", "192.168.1.255/24")', 0, 'ipv6-compare'],
      [
        'ipv6_compare("fe80::85d:e82c:9446:7994/127", "fe80::85d:e82c:9446:7995/127")',
        0,
        'ipv6-compare',
      ],
      ['ipv6_is_match("192.168.1.1", "192.168.1.0", 127)', true, 'ipv6-is-match'],
      ['ipv6_is_match("fe80::1", "x")', null, 'ipv6-is-match'],
      [
        'ipv6_is_in_range("a5e:f127:8a9d:146d:e102:b5d3:c755:abcd", "a5e:f127:8a9d:146d:e102:b5d3:c755:0000/112")',
        true,
        'ipv6-is-in-range',
      ],
      [
        'ipv6_is_in_any_range("a5e:f127::1", dynamic(["a5e:f127::/112", "0:0::ffff/126"]))',
        true,
        'ipv6-is-in-any-range',
      ],
      [
        'ipv4_is_in_any_range("192.168.1.6", "10.0.0.0/8", "192.168.1.0/24")',
        true,
        'ipv4-is-in-any-range',
      ],
    ] as const
  ).map(([expression, value, page]) => ({
    name: expression,
    source: `kusto/query/${page}-function.md`,
    kql: `print ${expression}`,
    rows: [[value]],
  })),
]
