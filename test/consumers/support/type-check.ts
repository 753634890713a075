import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Consumer } from './consumer.ts'

const PACKAGE = join('node_modules', 'langgraph-checkpoint-kusto', 'dist')
const ENTRIES = ['index', 'local', 'encryption', 'telemetry']

/** One of TypeScript's module resolutions, and the `module` option that fits it. */
const RESOLUTIONS = {
  nodenext: 'nodenext',
  node16: 'node16',
  bundler: 'esnext',
  node10: 'commonjs',
} as const
export type Resolution = keyof typeof RESOLUTIONS

/**
 * Checks the application's types as CommonJS and as an ES module, and the declarations themselves:
 * as copies under another name, because `skipLibCheck` would skip them.
 *
 * @returns what tsc printed
 */
export async function typeCheck(
  consumer: Consumer,
  tsc: string,
  resolution: Resolution,
): Promise<string> {
  const { folder } = consumer
  const isNode = resolution === 'nodenext' || resolution === 'node16'
  const files = ['types.ts']
  if (isNode) {
    await copyFile(join(folder, 'types.ts'), join(folder, 'types.mts'))
    files.push('types.mts')
  }
  for (const entry of ENTRIES) {
    const copies = isNode ? { 'd.ts': 'mts', 'd.cts': 'cts' } : { 'd.ts': 'ts' }
    for (const [from, to] of Object.entries(copies)) {
      const copy = `declared-${entry}.${to}`
      await copyFile(join(folder, PACKAGE, `${entry}.${from}`), join(folder, copy))
      files.push(copy)
    }
  }
  const config = `tsconfig.${resolution}.json`
  await writeFile(
    join(folder, config),
    JSON.stringify(configOf(resolution, files, tsc.includes('-6'))),
  )
  return consumer.runTool(tsc, ['-p', config])
}

function configOf(resolution: Resolution, files: readonly string[], isSix: boolean): object {
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2023', 'esnext.disposable'],
      module: RESOLUTIONS[resolution],
      moduleResolution: resolution,
      types: ['node'],
      // TypeScript 6 deprecates node10
      ...(resolution === 'node10' && isSix ? { ignoreDeprecations: '6.0' } : {}),
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    },
    files,
  }
}
