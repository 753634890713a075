import { build, type BuildOptions } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Consumer, WORKS } from './support/consumer.ts'

let consumer: Consumer
beforeAll(async () => {
  consumer = await Consumer.linked()
})
afterAll(async () => consumer.remove())

describe('Node', () => {
  it('runs it as an ES module', async () => {
    expect(await consumer.outcomeOf('main.mjs')).toEqual(WORKS)
  })

  it('runs it by require', async () => {
    expect(await consumer.outcomeOf('main.cjs')).toEqual(WORKS)
  })
})

describe('esbuild', () => {
  it('makes one CommonJS file that runs alone', async () => {
    await bundle('app.cjs', { format: 'cjs' })
    expect(await consumer.outcomeAlone('app.cjs')).toEqual(WORKS)
  })

  it('makes one ES module that runs alone', async () => {
    // the Azure SDK has CommonJS modules, so esbuild needs a `require`
    const js = `import { createRequire as createRequireOfApp } from 'node:module'
const require = createRequireOfApp(import.meta.url)`
    await bundle('app.mjs', { format: 'esm', banner: { js } })
    expect(await consumer.outcomeAlone('app.mjs')).toEqual(WORKS)
  })
})

async function bundle(outfile: string, options: BuildOptions): Promise<void> {
  await build({
    absWorkingDir: consumer.folder,
    entryPoints: ['main.mjs'],
    bundle: true,
    minify: true,
    platform: 'node',
    outfile,
    ...options,
  })
}
