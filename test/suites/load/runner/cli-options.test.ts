import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLoadOptions } from '../../../../load/runner/cli-options.ts'

const KNOWN = ['turns', 'chat']

test('runs all scenarios at full length on a local Kusto by default', () => {
  expect(readLoadOptions([], {}, KNOWN)).toEqual({
    scenarios: undefined,
    seconds: undefined,
    isSmoke: false,
    outFolder: 'load/out',
    isRecorded: false,
    kustoUrl: undefined,
    k6Path: undefined,
    keepsHistory: true,
    baselineFile: undefined,
    isHeadroom: false,
    node: process.execPath,
  })
})

test('arguments override the environment, and empty variables are ignored', () => {
  const environment = { KUSTO_URL: 'https://a/Db', K6: '' }
  expect(readLoadOptions(['--scenario', 'chat, turns,chat'], environment, KNOWN)).toMatchObject({
    scenarios: ['chat', 'turns'],
    kustoUrl: 'https://a/Db',
    k6Path: undefined,
  })
  expect(readLoadOptions(['--kusto', 'https://b/Db'], environment, KNOWN)).toMatchObject({
    kustoUrl: 'https://b/Db',
  })
})

test('records a history unless it is told not to, or looks for the headroom', () => {
  expect(readLoadOptions(['--no-history'], {}, KNOWN)).toMatchObject({ keepsHistory: false })
  expect(readLoadOptions(['--scenario', 'headroom'], {}, KNOWN)).toMatchObject({
    keepsHistory: false,
  })
})

test('takes headroom for a search, not for a scenario', () => {
  const options = readLoadOptions(['--scenario', 'headroom'], {}, KNOWN)
  expect(options).toMatchObject({ scenarios: undefined, isHeadroom: true })
})

test.each([
  [['--scenario', 'tuns'], "there is no 'tuns'; there are turns, chat, headroom"],
  [['--seconds', '0'], "--seconds must be a whole number from 1 to 86400, got '0'"],
  [['--seconds', '1.5'], "got '1.5'"],
  [['--smoke', '--record'], '--record is for runs of full length'],
  [['--quick'], '--quick'],
  [['--node'], '--node'],
  [['--node', ''], '--node must be the path of a Node'],
])('rejects %j and names valid values', (args, message) => {
  expect(() => readLoadOptions(args, {}, KNOWN)).toThrow(message)
})

test('makes the path of a Node absolute and keeps a name', () => {
  expect(readLoadOptions(['--node', './bin/node'], {}, KNOWN)).toMatchObject({
    node: join(process.cwd(), 'bin', 'node'),
  })
  expect(readLoadOptions(['--node', 'node'], {}, KNOWN)).toMatchObject({ node: 'node' })
})
