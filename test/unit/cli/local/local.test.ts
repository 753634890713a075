import { afterEach, describe, expect, it, vi } from 'vitest'
import { readOptions } from '../../../../src/cli/local/local.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('options of `langgraph-kusto local`', () => {
  it('listen on loopback and keep nothing by default', () => {
    expect(readOptions([])).toEqual({ port: 8080, host: '127.0.0.1', path: undefined })
  })

  it('are read', () => {
    const args = ['--port', '0', '--host=0.0.0.0', '--path', './k.db', '--database', 'Agents']
    expect(readOptions(args)).toEqual({
      port: 0,
      host: '0.0.0.0',
      path: './k.db',
      database: 'Agents',
    })
  })

  it('read the storage from the argument or from the environment', () => {
    vi.stubEnv('AZURE_STORAGE_CONNECTION_STRING', 'AccountName=a')
    expect(readOptions(['--storage', 'AccountName=b'])).toMatchObject({ storage: 'AccountName=b' })
    expect(readOptions(['--storage', 'env'])).toMatchObject({ storage: 'AccountName=a' })
    vi.stubEnv('AZURE_STORAGE_CONNECTION_STRING', '')
    expect(() => readOptions(['--storage', 'env'])).toThrow('AZURE_STORAGE_CONNECTION_STRING')
    expect(() => readOptions(['--storage='])).toThrow('--storage must not be empty')
  })

  it.each(['--help', '-h'])('show the help text for %s', (flag) => {
    expect(readOptions([flag])).toBe('help')
  })

  it.each([
    [['--port', 'x'], "--port must be an integer from 0 to 65535, got 'x'"],
    [['--port', '65536'], '--port must'],
    [['--port', '-1'], '--port'],
    [['--port', ''], '--port must'],
    [['--host', ''], '--host must not be empty'],
    [['--path', ''], '--path must not be empty'],
    [['--database', ''], '--database must not be empty'],
    [['--bogus'], "'--bogus'"],
    [['file.db'], "'file.db'"],
  ])('reject %j as a usage error', (args, message) => {
    expect(() => readOptions(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    )
  })
})
