import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'
import { postgresBinaries } from './postgres-binaries.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Empty when PostgreSQL is not installed. */
    readonly postgresUrl: string
  }
}

/**
 * One PostgreSQL for all files of a project: vitest calls it before the first and its result after
 * the last.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const binaries = postgresBinaries()
  if (binaries === undefined) {
    reportMissing()
    project.provide('postgresUrl', '')
    return undefined
  }
  const cluster = await startPostgres(binaries)
  project.provide('postgresUrl', cluster.url)
  return async () => cluster.stop()
}

function reportMissing(): void {
  const line = 'PostgreSQL is not installed (no initdb): comparisons with PostgresSaver are skipped'
  if (process.env['CI'] === 'true')
    throw new Error(`${line}; with CI=true that is a failure. apt-get install postgresql`)
  process.stderr.write(`${line}\n`)
}
