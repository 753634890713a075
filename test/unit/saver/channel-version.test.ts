import * as fc from 'fast-check'
import { compareChannelVersions } from '@langchain/langgraph-checkpoint'
import { describe, expect, it } from 'vitest'
import { nextChannelVersion } from '../../../src/saver/channel-version.ts'

describe('nextChannelVersion', () => {
  it('counts in 32 digits and contains its time', () => {
    expect(nextChannelVersion(undefined, 1_795_000_000_000)).toMatch(/^0{31}1\.1795000000\d{6}$/)
  })

  it('continues from numbers of other savers', () => {
    expect(nextChannelVersion(41)).toMatch(/^0{30}42\./)
  })

  it('is greater than the version before, also when the clock steps back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 41), { minLength: 2 }), (clock) => {
        const versions = [nextChannelVersion(undefined)]
        for (const nowMs of clock) versions.push(nextChannelVersion(versions.at(-1), nowMs))
        expect(versions.toSorted(compareChannelVersions)).toEqual(versions)
        expect(new Set(versions).size).toBe(versions.length)
      }),
    )
  })

  it('differs between forks of one version', () => {
    const forks = new Set(Array.from({ length: 50 }, () => nextChannelVersion('7', 0)))
    expect(forks.size).toBeGreaterThan(45)
  })
})
