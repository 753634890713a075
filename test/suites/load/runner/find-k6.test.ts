import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { findK6 } from '../../../../load/runner/programs/find-k6.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

async function fakeK6(folder: string, says: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'k6')
  await writeFile(path, `#!/bin/sh\necho '${says}'\n`)
  await chmod(path, 0o755)
  return path
}

test('finds k6 on PATH first, then in GOBIN, then in the bin folders of GOPATH', async () => {
  await using folder = await temporaryFolder()
  const onPath = await fakeK6(join(folder.path, 'path'), 'k6 v1.8.1 (go1.26, linux/amd64)')
  const inGobin = await fakeK6(join(folder.path, 'gobin'), 'k6 v2.2.0')
  const inGopath = await fakeK6(join(folder.path, 'go', 'bin'), 'k6 v1.0.0')
  const GOPATH = [join(folder.path, 'none'), join(folder.path, 'go')].join(delimiter)
  const GOBIN = join(folder.path, 'gobin')
  const PATH = [join(folder.path, 'empty'), join(folder.path, 'path')].join(delimiter)
  expect(findK6(undefined, { PATH, GOBIN, GOPATH })).toEqual({ path: onPath, version: '1.8.1' })
  expect(findK6(undefined, { PATH: '', GOBIN, GOPATH }).path).toBe(inGobin)
  expect(findK6(undefined, { PATH: '', GOPATH }).path).toBe(inGopath)
  expect(findK6(inGobin, { PATH }).version).toBe('2.2.0')
})

test('says how to install k6 if it is missing', () => {
  expect(() => findK6(undefined, { PATH: '', GOPATH: '/nowhere' })).toThrow(
    /k6 was not found[^]*brew install k6[^]*go install go\.k6\.io\/k6@v1\.8\.1/,
  )
})

test('rejects by name a program that is not k6 or is too old for TypeScript', async () => {
  await using folder = await temporaryFolder()
  const old = await fakeK6(join(folder.path, 'old'), 'k6 v0.57.0')
  const other = await fakeK6(join(folder.path, 'other'), 'hello')
  expect(() => findK6(old, {})).toThrow(`${old} is k6 0.57.0`)
  expect(() => findK6(other, {})).toThrow(`${other} does not say that it is k6`)
  expect(() => findK6('/nowhere/k6', {})).toThrow('/nowhere/k6 cannot be run')
})
