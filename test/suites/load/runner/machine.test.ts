import { expect, it } from 'vitest'
import { versionOfNode } from '../../../../load/runner/machine.ts'

it('names the version of the Node that is to be under load', () => {
  expect(versionOfNode(process.execPath)).toBe(process.versions.node)
})

it.each(['/no/node/here', '/bin/ls'])('says that %s is no Node', (path) => {
  expect(() => versionOfNode(path)).toThrow(`--node: ${path} is no Node that runs here`)
})
