import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDatetime } from '../../../../src/local/values/parse-datetime.ts'
import { parseTimespan } from '../../../../src/local/values/parse-timespan.ts'
import {
  datetimeText,
  MAX_DATETIME_TICKS,
  ticksOfUnixMs,
  timespanText,
} from '../../../../src/local/values/ticks.ts'

describe('datetimes', () => {
  it('come back from their text, over all years', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_DATETIME_TICKS }), (ticks) => {
        expect(parseDatetime(datetimeText(ticks))).toBe(ticks)
      }),
    )
  })

  it('agree with JavaScript to the millisecond', () => {
    const date = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(date, (instant) => {
        expect(parseDatetime(instant.toISOString())).toBe(ticksOfUnixMs(instant.getTime()))
      }),
    )
  })

  it.each([
    [0n, '0001-01-01T00:00:00Z'],
    [1n, '0001-01-01T00:00:00.0000001Z'],
    [MAX_DATETIME_TICKS, '9999-12-31T23:59:59.9999999Z'],
    [621_355_967_999_999_999n, '1969-12-31T23:59:59.9999999Z'],
  ])('of %s ticks are %s', (ticks, text) => {
    expect(datetimeText(ticks)).toBe(text)
    expect(parseDatetime(text)).toBe(ticks)
  })

  it.each([
    ['2014-11-08T15:55:55.123456+02:00', '2014-11-08T13:55:55.1234560Z'],
    ['2014-11-08 15:55', '2014-11-08T15:55:00Z'],
    ['2014-11-08', '2014-11-08T00:00:00Z'],
    ['Saturday, 08-Nov-14 15:05:02 GMT', '2014-11-08T15:05:02Z'],
    ['0001-01-01T00:30:00+00:30', '0001-01-01T00:00:00Z'],
  ])('%s is %s', (text, normal) => {
    const ticks = parseDatetime(text)
    expect(ticks === null ? null : datetimeText(ticks)).toBe(normal)
  })

  it.each([
    '',
    'x',
    '2020-13-01',
    '2021-02-29',
    '2020-01-01T24:00:01',
    '2020-01-01T10:61',
    '2020-01-01T10:00:60',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01',
    '12345-01-01',
  ])('%j is none', (text) => {
    expect(parseDatetime(text)).toBeNull()
  })
})

describe('timespans', () => {
  it('come back from their text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (ticks) => {
        expect(parseTimespan(timespanText(ticks))).toBe(ticks)
      }),
    )
  })

  it.each([
    ['1.12:30:55.1230000', '1.12:30:55.1230000'],
    ['-00:00:01', '-00:00:01'],
    ['2d', '2.00:00:00'],
    ['1.5h', '01:30:00'],
    ['100ms', '00:00:00.1000000'],
    ['10microsecond', '00:00:00.0000100'],
    ['1tick', '00:00:00.0000001'],
    ['15 seconds', '00:00:15'],
    ['2', '2.00:00:00'],
    ['0.12:34:56.7', '12:34:56.7000000'],
  ])('%s is %s — scalar-data-types/timespan.md', (text, normal) => {
    const ticks = parseTimespan(text)
    expect(ticks === null ? null : timespanText(ticks)).toBe(normal)
  })

  it.each(['', 'abc', '25:00', '1:60', '1.2.3', '1 fortnight', '99999999999d'])(
    '%j is none',
    (text) => {
      expect(parseTimespan(text)).toBeNull()
    },
  )
})
