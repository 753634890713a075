import { describe, expect, it } from 'vitest'
import { internalFailure } from '../../../../src/local/failures/internal-failure.ts'
import { openDatabase } from '../../../../src/local/sqlite/open-database.ts'

async function failureOfFullDatabase(): Promise<unknown> {
  const db = await openDatabase({})
  db.exec('CREATE TABLE t (a TEXT); PRAGMA max_page_count = 4')
  try {
    db.run('INSERT INTO t VALUES (:text)', { text: 'x'.repeat(100_000) })
    return undefined
  } catch (error) {
    return error
  } finally {
    db.close()
  }
}

describe('a full disk', () => {
  it('is reported as such, not as an internal error to retry', async () => {
    expect(internalFailure(await failureOfFullDatabase())).toMatchObject({
      code: 'LocalKusto_DiskFull',
      permanent: true,
      message: expect.stringMatching(/^The disk is full/) as unknown,
    })
  })

  it('is recognized behind a failed write of the log', () => {
    const cause = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    expect(internalFailure(new Error('lost', { cause }))).toMatchObject({
      code: 'LocalKusto_DiskFull',
    })
  })
})
