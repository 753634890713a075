import { describe, expect, it } from 'vitest'
import { daysOf, retentionTarget } from '../../src/provision/retention.ts'
import { loadScripts } from '../../src/provision/scripts.ts'

const periodsOf = async (days?: number): Promise<readonly string[]> => {
  const scripts = await loadScripts(days)
  return scripts
    .flatMap(({ commands }) => commands)
    .filter((command) => retentionTarget(command) !== undefined)
    .map((command) => {
      const period = /"SoftDeletePeriod": "(\d+)\.|hot = (\d+)d/.exec(command)
      return `${retentionTarget(command)} ${period?.[1] ?? period?.[2]}`
    })
}

const FOR_90 = [
  'Checkpoints 90',
  'CheckpointBlobs 90',
  'CheckpointWrites 90',
  'ThreadDeletions 120',
  'Checkpoints 90',
  'CheckpointBlobs 90',
  'CheckpointWrites 90',
  'ThreadDeletions 120',
  'LatestCheckpoints 120',
  'LatestCheckpoints 120',
]

const withoutPeriods = (text: string): string => text.replaceAll(/\d+(?=\.00:00:00"|d$)/gm, 'N')

describe('the retention period', () => {
  it('is 90 days by default, and 30 more for the tombstones and the view', async () => {
    expect(await periodsOf()).toEqual(FOR_90)
  })

  it('is put into every policy that counts it, once', async () => {
    const other = await periodsOf(120)
    expect(other).toEqual(
      FOR_90.map((entry) => entry.replace(' 120', ' 150').replace(' 90', ' 120')),
    )
  })

  it('changes nothing but the periods', async () => {
    const [asWritten, changed] = await Promise.all([loadScripts(), loadScripts(7)])
    expect(changed.map(({ text }) => withoutPeriods(text))).toEqual(
      asWritten.map(({ text }) => withoutPeriods(text)),
    )
  })

  it.each([0, -1, 1.5, Number.NaN, 1_000_001])('cannot be %d days', async (days) => {
    await expect(loadScripts(days)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  it('is read from policies in whole days', () => {
    expect(daysOf('90.00:00:00')).toBe(90)
    expect(daysOf('365000.00:00:00')).toBe(365_000)
    expect(daysOf('12:00:00')).toBe(0)
    expect(daysOf(null)).toBeUndefined()
    expect(daysOf('for ever')).toBeUndefined()
  })
})
