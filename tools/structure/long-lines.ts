import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import type { Module } from './read-modules.ts'

const MAX_COLUMNS = 100

export interface LongLine {
  /** `path:line` */
  readonly at: string
  readonly kind: 'comment' | 'prose' | 'code'
}

/**
 * Lines of code over the limit; lines that are too long only because of a comment are counted
 * separately.
 */
export function longLines(modules: readonly Module[]): LongLine[] {
  return modules.filter(isWritten).flatMap(({ path, text, comments }) => {
    let start = 0
    return text.split('\n').flatMap((line, index) => {
      const end = start + line.length
      const limit = start + MAX_COLUMNS
      const isComment = comments.some((one) => one.start < end && one.end > limit)
      start = end + 1
      if (columns(line) <= MAX_COLUMNS || isAddress(line)) return []
      return [{ at: `${path}:${index + 1}`, kind: isComment ? 'comment' : 'code' }] as const
    })
  })
}

const isWritten = ({ path }: Module): boolean => !path.endsWith('.generated.ts')

/** Lines of Markdown over the limit, except tables, code, pictures and URLs. */
export function longProse(root: string, folders: readonly string[]): LongLine[] {
  return folders
    .flatMap((folder) => markdownIn(root, folder))
    .flatMap((path) => {
      let isCode = false
      return readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          if (/^\s*(```|~~~)/.test(line)) isCode = !isCode
          const isExempt = isCode || /^\s*(?:\||!\[)/.test(line) || isAddress(line)
          if (isExempt || columns(line) <= MAX_COLUMNS) return []
          return [{ at: `${path}:${index + 1}`, kind: 'prose' }] as const
        })
    })
}

function markdownIn(root: string, folder: string): string[] {
  if (folder.endsWith('.md')) return [folder]
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll(sep, '/')))
    .filter((path) => path.endsWith('.md') && !path.startsWith('docs/reports/'))
}

const columns = (line: string): number => Array.from(line).length

/** One long word cannot be wrapped. */
const isAddress = (line: string): boolean => /\S{80,}/.test(line)
