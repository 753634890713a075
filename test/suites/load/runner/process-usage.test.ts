import { expect, test } from 'vitest'
import { processUsage, readStat } from '../../../../load/runner/programs/process-usage.ts'

test('parses a process name with blanks and brackets', () => {
  const fields = Array.from({ length: 50 }, (_, index) => String(index + 3))
  expect(readStat(`42 (a ) b) ${fields.join(' ')}`)).toEqual({
    cpuSeconds: (14 + 15) / 100,
    residentBytes: 24 * 4_096,
  })
})

test.runIf(process.platform === 'linux')("agrees with Node's own figures", () => {
  const usage = processUsage(process.pid)
  const { user, system } = process.cpuUsage()
  expect(usage?.residentBytes).toBeGreaterThan(process.memoryUsage().rss / 2)
  expect(usage?.residentBytes).toBeLessThan(process.memoryUsage().rss * 2)
  expect(usage?.cpuSeconds).toBeLessThanOrEqual((user + system) / 1e6 + 0.1)
})

test('returns nothing for a missing process', () => {
  expect(processUsage(undefined)).toBeUndefined()
  expect(processUsage(2 ** 30)).toBeUndefined()
})
