import { describe, expect, it } from 'vitest'
import { readOptions } from '../../src/cli/local.ts'

describe('options of `langgraph-kusto local`', () => {
  it('listen on loopback and keep nothing by default', () => {
    expect(readOptions([])).toEqual({ port: 8080, host: '127.0.0.1', path: undefined })
  })

  it('are read', () => {
    expect(readOptions(['--port', '0', '--host=0.0.0.0', '--path', './k.db'])).toEqual({
      port: 0,
      host: '0.0.0.0',
      path: './k.db',
    })
  })

  it.each(['--help', '-h'])('give help for %s', (flag) => {
    expect(readOptions([flag])).toBe('help')
  })

  it.each([
    [['--port', 'x'], "--port must be an integer from 0 to 65535, got 'x'"],
    [['--port', '65536'], '--port must'],
    [['--port', '-1'], '--port'],
    [['--port', ''], '--port must'],
    [['--host', ''], '--host must not be empty'],
    [['--path', ''], '--path must not be empty'],
    [['--bogus'], "'--bogus'"],
    [['file.db'], "'file.db'"],
  ])('refuse %j as a usage error', (args, message) => {
    expect(() => readOptions(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    )
  })
})
