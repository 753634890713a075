import { describe, expect, it } from 'vitest'
import { daysOf, daysText, isShorter } from '../../../src/provision/period.ts'
import { retentionTarget } from '../../../src/provision/retention.ts'
import { provisionScripts } from '../../../src/provision/scripts.ts'

const periodsOf = (days?: number): readonly string[] => {
  const scripts = provisionScripts(days)
  return scripts
    .flatMap(({ commands }) => commands)
    .filter((command) => retentionTarget(command) !== undefined)
    .map((command) => {
      const period = /"SoftDeletePeriod": "(\d+)\.|hot = (\d+)d/.exec(command)
      return `${retentionTarget(command)?.entity} ${period?.[1] ?? period?.[2]}`
    })
}

const FOR_90 = [
  'Checkpoints 90',
  'CheckpointBlobs 90',
  'CheckpointWrites 120',
  'ThreadDeletions 120',
  'Checkpoints 90',
  'CheckpointBlobs 90',
  'CheckpointWrites 120',
  'ThreadDeletions 120',
  'LatestCheckpoints 120',
  'LatestCheckpoints 120',
]

const withoutPeriods = (text: string): string => text.replaceAll(/\d+(?=\.00:00:00"|d$)/gm, 'N')

describe('the retention period', () => {
  it('is 90 days by default, and 30 more for pending writes, tombstones and the view', async () => {
    expect(periodsOf()).toEqual(FOR_90)
  })

  it('is set once in every policy that depends on it', async () => {
    const other = periodsOf(120)
    expect(other).toEqual(
      FOR_90.map((entry) => entry.replace(' 120', ' 150').replace(' 90', ' 120')),
    )
  })

  it('changes only the periods', async () => {
    const [asWritten, changed] = [provisionScripts(), provisionScripts(7)]
    expect(changed.map(({ text }) => withoutPeriods(text))).toEqual(
      asWritten.map(({ text }) => withoutPeriods(text)),
    )
  })

  it.each([0, -1, 1.5, Number.NaN, 1_000_001])('cannot be %d days', (days) => {
    expect(() => provisionScripts(days)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  it.each([
    ['90.00:00:00', 90],
    ['365000.00:00:00', 365_000],
    ['90', 90],
    ['12:00:00', 0.5],
    ['1.06:00:00', 1.25],
    ['1.06:00', 1.25],
    ['00:00:00', 0],
  ])('%s in a policy is %d days', (written, days) => {
    expect(daysOf(written)).toBe(days)
  })

  it('a fraction of a second short of 90 days is not 90 days', () => {
    const days = daysOf('89.23:59:59.9999999') ?? 0
    expect(isShorter(days, 90)).toBe(true)
    expect(daysText(days)).toBe('89.99 days')
  })

  it.each([null, 'for ever', '', '.', '90.', '90d', '-1.00:00:00'])(
    '%j is not a period',
    (written) => {
      expect(daysOf(written)).toBeUndefined()
    },
  )

  it('of 36,500 days, the portal’s “unlimited”, is as long as any other', () => {
    expect(isShorter(36_500, 365_030)).toBe(false)
    expect(isShorter(36_499, 36_500)).toBe(true)
  })
})
