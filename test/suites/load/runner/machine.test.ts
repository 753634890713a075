import { expect, it } from 'vitest'
import { versionOfNode } from '../../../../load/runner/machine.ts'

it('names the version of the tested Node', () => {
  expect(versionOfNode(process.execPath)).toBe(process.versions.node)
})

it.each(['/no/node/here', '/bin/ls'])('says that %s is not Node', (path) => {
  expect(() => versionOfNode(path)).toThrow(`--node: ${path} is no Node that runs here`)
})
