import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PageQuestion {
  readonly title: string
  readonly kql: string
}

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'guides', 'twelve-questions.md')
const QUESTION = /^## \d+\. (?<title>.+)$[^]*?^```kql\n(?<kql>[^]*?)^```$/gm

/** The first KQL block below each numbered heading of the page. */
export function pageQuestions(): PageQuestion[] {
  return [...readFileSync(PAGE, 'utf8').matchAll(QUESTION)].map(({ groups }) => ({
    title: groups?.['title'] ?? '',
    kql: groups?.['kql'] ?? '',
  }))
}
