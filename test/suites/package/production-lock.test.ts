import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string } & Partial<Manifest>>>
}

const { dependencies }: Manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const { packages }: Lock = JSON.parse(
  readFileSync(join(ROOT, 'test/consumers/apps/production/package-lock.json'), 'utf8'),
)

/** The place and version of an installed package. */
function installed(name: string): string[] {
  return Object.entries(packages)
    .filter(([path]) => path.endsWith(`node_modules/${name}`))
    .map(([path, { version }]) => `${path} ${version}`)
}

describe('a production install', () => {
  it('has the packages that package.json names', () => {
    const own = packages['node_modules/langgraph-checkpoint-kusto']
    expect(own?.dependencies).toEqual(dependencies)
  })

  it('has the Azure SDK below 7.1.0, which pins an axios with known holes', () => {
    expect(dependencies).toMatchObject({
      'azure-kusto-data': '~7.0.4',
      'azure-kusto-ingest': '~7.0.1',
    })
    expect(installed('azure-kusto-data')).toEqual([
      expect.stringMatching(/^node_modules\/azure-kusto-data 7\.0\./),
    ])
  })

  it('has one axios, without the holes of the pinned one', () => {
    const [axios = '', ...more] = installed('axios')
    expect(more).toEqual([])
    const [, major, minor] = /^node_modules\/axios (\d+)\.(\d+)\./.exec(axios) ?? []
    expect(Number(major)).toBe(1)
    // Azure/azure-kusto-node, pull request 417
    expect(Number(minor)).toBeGreaterThanOrEqual(16)
  })
})
