import { describe, expect, it } from 'vitest'
import { resolveSinkOptions, SINK_DEFAULTS } from '../../../src/ingest/sink-options.ts'

describe('resolveSinkOptions', () => {
  it('fills in the defaults, also for undefined options', () => {
    const given: Record<string, number | undefined> = { batchSize: 7, lingerMs: undefined }
    expect(resolveSinkOptions()).toEqual(SINK_DEFAULTS)
    expect(resolveSinkOptions(given)).toEqual({ ...SINK_DEFAULTS, batchSize: 7 })
  })

  it.each([
    { batchSize: 0 },
    { maxBatchBytes: 2 },
    { maxBatchBytes: 4 * 1024 * 1024 + 1 },
    { lingerMs: -1 },
    { lingerMs: 2 ** 31 },
    { maxConcurrentIngests: 0 },
    { maxBufferedRows: 0.5 },
    { maxBufferedBytes: Number.NaN },
    { ingestTimeoutMs: 0 },
    { retries: Infinity },
    { retryBudgetMs: -1 },
  ])('rejects %o', (given) => {
    const [name] = Object.keys(given)
    expect(() => resolveSinkOptions(given)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(new RegExp(`^Expected \`${name}\` to be an integer from `)),
      }),
    )
  })
})
