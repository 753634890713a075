import type { KqlCase } from '../kql-case.ts'

/** An expression, its value, and the page whose example it is. */
const VALUES: readonly (readonly [expression: string, value: unknown, page: string])[] = [
  ['hash_xxhash64("World")', 1846988464401551951n, 'hash-xxhash64-function'],
  ['hash_xxhash64("World", 100)', 51, 'hash-xxhash64-function'],
  ['hash_xxhash64(datetime(2015-01-01))', 1380966698541616202n, 'hash-xxhash64-function'],
  ['hash_sha1("World")', '70c07ec18ef89c5309bbb0937f3a6342411e1fdd', 'hash-sha1-function'],
  [
    'hash_sha1(datetime(2020-01-01))',
    'e903e533f4d636b4fc0dcf3cf81e7b7f330de776',
    'hash-sha1-function',
  ],
  [
    'unicode_codepoints_from_string("⒦⒰⒮⒯⒪")',
    [9382, 9392, 9390, 9391, 9386],
    'unicode-codepoints-from-string-function',
  ],
  ['base64_decode_toarray("S3VzdG8=")', [75, 117, 115, 116, 111], 'base64-decode-toarray-function'],
  [
    'base64_encode_fromarray(dynamic([75, 117, 115, 116, 111]))',
    'S3VzdG8=',
    'base64-encode-fromarray-function',
  ],
  ['base64_encode_fromarray(dynamic([256]))', '', 'base64-encode-fromarray-function'],
  [
    'base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb))',
    '8jMxriJurkmwahbmqbIS6w==',
    'base64-encode-fromguid-function',
  ],
  [
    'zlib_decompress_from_base64_string("eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4=")',
    'Test string 123',
    'zlib-base64-decompress',
  ],
  ['zlib_decompress_from_base64_string("x0x0x0")', '', 'zlib-base64-decompress'],
  [
    String.raw`parse_command_line("echo \"hello world!\"", "windows")`,
    ['echo', 'hello world!'],
    'parse-command-line-function',
  ],
  [
    String.raw`parse_command_line("a \\\\x\\ \"b c\\\\\" d\\\"e", "windows")`,
    ['a', String.raw`\\x` + '\\', 'b c\\', 'd"e'],
    'parse-command-line-function',
  ],
  [`treepath(parse_json('{"a":"b", "c":123}'))`, ["['a']", "['c']"], 'treepath-function'],
  [
    `treepath(parse_json('{"prop1":[1,2,3,4], "prop2":"value2"}'))`,
    ["['prop1']", "['prop1'][0]", "['prop2']"],
    'treepath-function',
  ],
  [
    `treepath(parse_json('{"listProperty":[100,200,300,"abcde",{"x":"y"}]}'))`,
    ["['listProperty']", "['listProperty'][0]", "['listProperty'][0]['x']"],
    'treepath-function',
  ],
  ["has_ipv4('05:04:54 127.0.0.1 GET /favicon.ico 404', '127.0.0.1')", true, 'has-ipv4-function'],
  [
    "has_ipv4('05:04:54 127.0.0.256 GET /favicon.ico 404', '127.0.0.256')",
    false,
    'has-ipv4-function',
  ],
  ["has_ipv4('05:04:54127.0.0.1 GET /favicon.ico 404', '127.0.0.1')", false, 'has-ipv4-function'],
  ["has_ipv4_prefix('05:04:54 127.0.0.1 GET /', '127.0.')", true, 'has-ipv4-prefix-function'],
  ["has_ipv4_prefix('05:04:54 127.0.0.1 GET /', '127.0')", false, 'has-ipv4-prefix-function'],
  ["has_ipv4_prefix('05:04:54 127.0.0.256 GET /', '127.0.')", false, 'has-ipv4-prefix-function'],
  ["has_ipv4_prefix('05:04:54127.0.0.1 GET /', '127.0.')", false, 'has-ipv4-prefix-function'],
  ["has_any_ipv4('04:54 127.0.0.1 GET', '127.0.0.1', '127.0.0.2')", true, 'has-any-ipv4-function'],
  [
    `has_any_ipv4('04:54 127.0.0.256 GET', dynamic(["127.0.0.256", "192.168.1.1"]))`,
    false,
    'has-any-ipv4-function',
  ],
  [
    "has_any_ipv4_prefix('05:04:54 127.0.0.1 GET', '127.0.', '192.168.')",
    true,
    'has-any-ipv4-prefix-function',
  ],
  [
    `has_any_ipv4_prefix('05:04:54 127.0.0.1 GET', dynamic(["127.0", "192.168."]))`,
    false,
    'has-any-ipv4-prefix-function',
  ],
  [
    'ipv4_range_to_cidr_list("1.1.128.0", "1.1.140.255")',
    ['1.1.128.0/21', '1.1.136.0/22', '1.1.140.0/24'],
    'ipv4-range-to-cidr-list-function',
  ],
  ['ipv4_is_in_range("192.168.1.1", "192.168.1.255/24")', true, 'ipv4-is-in-range-function'],
  ['ipv4_netmask_suffix("10.1.2.3")', 32, 'ipv4-netmask-suffix-function'],
  ['ipv4_netmask_suffix("127.0.0.1/16")', 16, 'ipv4-netmask-suffix-function'],
  ['parse_ipv4("255.255.255.255/31")', 4294967294, 'parse-ipv4-function'],
  ['format_ipv4_mask("192.168.1.1/24", 32)', '192.168.1.0/24', 'format-ipv4-mask-function'],
  ['format_ipv4_mask("192.168.1.1/24", long(-1))', '', 'format-ipv4-mask-function'],
  ['ipv6_compare("::192.168.1.1/30", "192.168.1.255/24")', 0, 'ipv6-compare-function'],
  [
    'ipv6_is_match("fe80::85d:e82c:9446:7994/127", "fe80::85d:e82c:9446:7998", 120)',
    true,
    'ipv6-is-match-function',
  ],
  [
    'ipv6_is_in_any_range("a5e:f127:8a9d:146d:e102:b5d3:c756:abd1", dynamic(["a5e:f127:8a9d:146d:e102:b5d3:c755:f6cd/112", "0:0:0:0:0:ffff:c0a8:ac/60"]))',
    false,
    'ipv6-is-in-any-range-function',
  ],
  ['min_of(int(null), 3)', 3, 'min-of-function'],
]

const REFUSED: readonly (readonly [expression: string, why: RegExp, page: string])[] = [
  ['has_ipv4("1.127.0.0.1", "127.0.0.1")', /more than four numbers/, 'has-ipv4-function'],
  ['parse_command_line("a", "bash")', /of the kind 'bash'/, 'parse-command-line-function'],
  // the page's example contradicts that of base64_encode_fromguid()
  [
    'base64_decode_toguid("JpbpECu8dUy7Pv5gbeJXAA==")',
    /the function base64_decode_toguid\(\) at line 1, column 7/,
    'base64-decode-toguid-function',
  ],
  [
    'hash_combine(1, 2)',
    /the function hash_combine\(\) at line 1, column 7/,
    'hash-combine-function',
  ],
]

export const cases: readonly KqlCase[] = [
  ...VALUES.map(([expression, value, page]) => ({
    name: expression,
    source: `kusto/query/${page}.md`,
    kql: `print ${expression}`,
    rows: [[value]],
  })),
  ...REFUSED.map(([expression, refusal, page]) => ({
    name: `${expression} is refused by name`,
    source: `kusto/query/${page}.md`,
    kql: `print ${expression}`,
    refusal,
  })),
  {
    name: 'bag_pack_columns() names the members after the columns',
    source: 'kusto/query/bag-pack-columns-function.md',
    kql: 'datatable(Id:string, Value:string, Other:long)["A", "val_a", 1] | project bag_pack_columns(Id, Value)',
    rows: [[{ Id: 'A', Value: 'val_a' }]],
  },
]
