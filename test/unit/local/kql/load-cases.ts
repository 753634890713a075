import { readdirSync } from 'node:fs'
import type { KqlCase } from './kql-case.ts'

export interface KqlTopic {
  readonly file: string
  readonly cases: readonly KqlCase[]
}

const FOLDER = new URL('cases/', import.meta.url)

/** Every file of `cases/` with its list. */
export async function loadTopics(): Promise<KqlTopic[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'))
  return Promise.all(files.map(async (file) => ({ file, cases: await casesOf(file) })))
}

async function casesOf(file: string): Promise<readonly KqlCase[]> {
  const module: unknown = await import(new URL(file, FOLDER).href)
  if (!hasCases(module)) throw new Error(`cases/${file} exports no list called cases`)
  return module.cases
}

function hasCases(module: unknown): module is { readonly cases: readonly KqlCase[] } {
  return (
    typeof module === 'object' &&
    module !== null &&
    'cases' in module &&
    Array.isArray(module.cases)
  )
}
