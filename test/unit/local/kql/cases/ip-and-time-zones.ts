import type { KqlCase } from '../kql-case.ts'

const compared =
  'datatable(a:string, b:string)["192.168.1.0", "192.168.1.0", "192.168.1.1/24", "192.168.1.255", "192.168.1.1", "192.168.1.255/24", "192.168.1.1/30", "192.168.1.255/24"]'
const prefixed =
  'datatable(a:string, b:string, p:long)["192.168.1.1", "192.168.1.0", 31, "192.168.1.1/24", "192.168.1.255", 31, "192.168.1.1", "192.168.1.255", 24]'

export const cases: readonly KqlCase[] = [
  {
    name: 'ipv4_compare() and ipv4_is_match() go by the shortest prefix',
    source: 'kusto/query/ipv4-compare-function.md',
    kql: `${compared} | project ipv4_compare(a, b), ipv4_is_match(a, b)`,
    rows: Array.from({ length: 4 }, () => [0, true]),
  },
  {
    name: 'the prefix of the call counts as well',
    source: 'kusto/query/ipv4-is-match-function.md',
    kql: `${prefixed} | project ipv4_compare(a, b, p), ipv4_is_match(a, b, p)`,
    rows: Array.from({ length: 3 }, () => [0, true]),
  },
  {
    name: 'ipv4_compare() says which is greater, and null of what is no address',
    source: 'kusto/query/ipv4-compare-function.md',
    kql: 'print ipv4_compare("10.0.0.2", "10.0.0.1"), ipv4_compare("10.0.0.1", "10.0.0.2"), ipv4_compare("x", "10.0.0.2"), ipv4_is_match("10.0.0.256", "10.0.0.1")',
    rows: [[1, -1, null, null]],
  },
  {
    name: 'ipv4_is_private() knows the three ranges',
    source: 'kusto/query/ipv4-is-private-function.md',
    kql: 'print ipv4_is_private("192.168.1.1/24"), ipv4_is_private("10.1.2.3/24"), ipv4_is_private("202.1.2.3"), ipv4_is_private("127.0.0.1"), ipv4_is_private("x")',
    rows: [[true, true, false, false, null]],
  },
  {
    name: 'format_ipv4() masks; what is none is empty',
    source: 'kusto/query/format-ipv4-function.md',
    kql: 'datatable(a:string, m:long)["192.168.1.1", 24, "192.168.1.1", 32, "192.168.1.1/24", 32, "192.168.1.1/24", long(-1)] | project format_ipv4(a, m), format_ipv4_mask(a, m)',
    rows: [
      ['192.168.1.0', '192.168.1.0/24'],
      ['192.168.1.1', '192.168.1.1/32'],
      ['192.168.1.0', '192.168.1.0/24'],
      ['', ''],
    ],
  },
  {
    name: 'parse_ipv4() and parse_ipv4_mask() give numbers',
    source: 'kusto/query/parse-ipv4-mask-function.md',
    kql: 'print parse_ipv4("127.0.0.1"), parse_ipv4_mask("127.0.0.1", 24), parse_ipv4("1.2.3"), ipv4_netmask_suffix("10.1.2.3/16")',
    rows: [[2_130_706_433, 2_130_706_432, null, 16]],
  },
  {
    name: 'datetime_utc_to_local() knows summer time',
    source: 'kusto/query/datetime-utc-to-local-function.md',
    kql: 'print t = datetime(2022-07-11 22:18:48.4678620) | project datetime_utc_to_local(t, "US/Pacific"), datetime_utc_to_local(t, "Australia/Canberra")',
    rows: [['2022-07-11T15:18:48.4678620Z', '2022-07-12T08:18:48.4678620Z']],
  },
  {
    name: 'datetime_local_to_utc() goes back',
    source: 'kusto/query/datetime-local-to-utc-function.md',
    kql: 'print datetime_local_to_utc(datetime(2022-07-11 15:18:48.4678620), "US/Pacific")',
    rows: [['2022-07-11T22:18:48.4678620Z']],
  },
  {
    name: 'a local time that comes twice is refused',
    source: 'kusto/query/datetime-local-to-utc-function.md',
    kql: 'print datetime_local_to_utc(datetime(2022-11-06 01:30), "US/Pacific")',
    refusal: /Not supported.*clocks in US\/Pacific are changed/,
  },
  {
    name: 'a time zone that is none is refused',
    source: 'kusto/query/datetime-utc-to-local-function.md',
    kql: 'print datetime_utc_to_local(datetime(2022-07-11), strcat("No", "where"))',
    refusal: /'Nowhere' is no time zone/,
  },
]
