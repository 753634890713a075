import { describe, expect, it } from 'vitest'
import { DOCUMENTS, REPORTS } from '../../../tools/docs/documents.ts'
import { readDocument } from './blocks.ts'
import { longLines } from './long-lines.ts'

describe.each(DOCUMENTS.filter((name) => !REPORTS.includes(name)))('%s', (name) => {
  it('wraps its prose at 100 columns', () => {
    expect(longLines(readDocument(name))).toEqual([])
  })
})

describe('the check of line lengths', () => {
  it('reports prose above 100 columns', () => {
    expect(longLines(`${'word '.repeat(20)}end`)).toHaveLength(1)
  })

  it.each([
    ['a table', `| ${'word '.repeat(30)} |`],
    ['code', `\`\`\`text\n${'word '.repeat(30)}\n\`\`\``],
    ['a picture', `![${'word '.repeat(30)}](a.png)`],
    ['one long word', 'x'.repeat(120)],
  ])('ignores %s', (_, text) => {
    expect(longLines(text)).toEqual([])
  })
})
