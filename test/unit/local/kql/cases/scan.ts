import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/scan-operator.md'
const sparse =
  'datatable(Ts:timespan, Event:string)[0m, "A", 1m, "", 2m, "B", 3m, "", 4m, ""] | sort by Ts asc'
const visits =
  'datatable(Ts:timespan, Event:string)[0m, "A", 1m, "A", 2m, "B", 3m, "D", 32m, "B", 36m, "C", 38m, "D", 41m, "E", 75m, "A"] | sort by Ts asc'
const stops =
  'datatable(Ts:timespan, Event:string)[0m, "A", 1m, "Start", 2m, "B", 3m, "D", 4m, "Stop", 6m, "C", 8m, "Start", 11m, "E", 12m, "Stop"] | sort by Ts asc'
const logins =
  'datatable(Timestamp:datetime, userID:int, EventType:string)[datetime(2024-05-28 08:15:23), 1, "login", datetime(2024-05-28 08:30:15), 2, "login", datetime(2024-05-28 09:10:27), 3, "login", datetime(2024-05-28 12:30:45), 1, "logout", datetime(2024-05-28 11:45:32), 2, "logout", datetime(2024-05-28 13:25:19), 3, "logout"]'
const duration =
  'sort by Timestamp asc | scan declare (start:datetime, end:datetime, duration:timespan) with (step s1 output=none: EventType == "login" => start = Timestamp; step s2 output=all: EventType == "logout" => start = s1.start, end = Timestamp, duration = Timestamp - s1.start;)'

/** What scan refuses: no page shows it. */
const REFUSED: readonly (readonly [steps: string, refusal: RegExp])[] = [
  ['step s output=last: x > 2;', /a step of scan with output=last at line 1, column 41/],
  ['step a: b.x > 2; step b: true;', /'b\.x' in the step 'a' at line 1, column 41/],
  ['step a: prev(x) > 2;', /functions over rows inside scan at line 1, column 41/],
  ['step a: true => x = 2;', /scan that assigns to an input column at line 1, column 57/],
]

export const cases: readonly KqlCase[] = [
  {
    name: 'scan adds up, with its own record before as state',
    source,
    kql: 'range x from 1 to 5 step 1 | scan declare (sum:long=0) with (step s1: true => sum = x + s1.sum;)',
    columns: 'x:long, sum:long',
    rows: [
      [1, 1],
      [2, 3],
      [3, 6],
      [4, 10],
      [5, 15],
    ],
  },
  {
    name: 'scan starts two sums again',
    source,
    kql: 'range x from 1 to 5 step 1 | extend y = 2 * x | scan declare (a:long=0, b:long=0) with (step s1: true => a = iff(s1.a >= 10, x, x + s1.a), b = iff(s1.b >= 10, y, y + s1.b);)',
    rows: [
      [1, 2, 1, 2],
      [2, 4, 3, 6],
      [3, 6, 6, 12],
      [4, 8, 10, 8],
      [5, 10, 5, 18],
    ],
  },
  {
    name: 'scan fills a column forward',
    source,
    kql: `${sparse} | scan declare (filled:string="") with (step s1: true => filled = iff(isempty(Event), s1.filled, Event);) | project filled`,
    rows: [['A'], ['A'], ['B'], ['B'], ['B']],
  },
  {
    name: 'scan tags sessions: a step without output ends one',
    source,
    kql: `${visits} | scan with_match_id=id declare (begin:timespan) with (step inside: true => begin = iff(isnull(inside.begin), Ts, inside.begin); step ended output=none: Ts - inside.begin > 30m;) | project Event, begin, id`,
    columns: 'Event:string, begin:timespan, id:long',
    rows: [
      ...['A', 'A', 'B', 'D'].map((event) => [event, '00:00:00', 0]),
      ...['B', 'C', 'D', 'E'].map((event) => [event, '00:32:00', 1]),
      ['A', '01:15:00', 2],
    ],
  },
  {
    name: 'scan finds events between a start and a stop',
    source,
    kql: `${stops} | scan with_match_id=m_id with (step s1: Event == "Start"; step s2: Event != "Start" and Event != "Stop" and Ts - s1.Ts <= 5m; step s3: Event == "Stop" and Ts - s1.Ts <= 5m;)`,
    rows: [
      ['00:01:00', 'Start', 0],
      ['00:02:00', 'B', 0],
      ['00:03:00', 'D', 0],
      ['00:04:00', 'Stop', 0],
      ['00:08:00', 'Start', 1],
      ['00:11:00', 'E', 1],
      ['00:12:00', 'Stop', 1],
    ],
  },
  {
    name: 'scan keeps a state for each partition',
    source,
    kql: `${logins} | partition hint.strategy=native by userID (${duration}) | project start, end, userID, duration`,
    rows: [
      ['2024-05-28T08:15:23Z', '2024-05-28T12:30:45Z', 1, '04:15:22'],
      ['2024-05-28T09:10:27Z', '2024-05-28T13:25:19Z', 3, '04:14:52'],
      ['2024-05-28T08:30:15Z', '2024-05-28T11:45:32Z', 2, '03:15:17'],
    ],
    inAnyOrder: true,
  },
  {
    name: 'scan needs rows in order',
    source,
    kql: 'Events | scan with (step s: true;)',
    refusal: /the row set must be serialized \(at line 1, column 10\)/,
  },
  ...REFUSED.map(([steps, refusal]) => ({
    name: `scan refuses ${steps}`,
    source,
    kql: `range x from 1 to 5 step 1 | scan with (${steps})`,
    refusal,
  })),
]
