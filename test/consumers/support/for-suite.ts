import type { TestProject } from 'vitest/node'
import { LocalKusto } from '../../../src/local/index.ts'
import { packPackage } from '../../support/packed-package.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The package, packed: `npm run build` first. */
    readonly tarball: string
    /** A local Kusto over HTTP, which consumers reach with the Azure SDK. */
    readonly kustoUrl: string
  }
}

/** Packs once, and serves one local Kusto for all consumers. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await temporaryFolder('lck-tarball-')
  const { path } = await packPackage(folder.path)
  project.provide('tarball', path)
  const kusto = await LocalKusto.open()
  const { url } = await kusto.listen()
  project.provide('kustoUrl', url)
  return async () => {
    await kusto.close()
    await folder.remove()
  }
}
