import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { relativeLinks } from '../../../tools/docs/relative-links.ts'
import { readDocument, ROOT } from './blocks.ts'

/** The relative links of a page that lead to no file or to no heading. */
export function brokenLinks(name: string, document: string): string[] {
  return relativeLinks(document)
    .filter(({ path, anchor }) => {
      const target = path === '' ? name : join(dirname(name), path)
      if (path !== '' && !existsSync(join(ROOT, target))) return true
      if (anchor === undefined) return false
      return !anchorsOf(path === '' ? document : readDocument(target)).includes(anchor)
    })
    .map(({ link }) => link)
}

/** Anchors as GitHub derives them. */
function anchorsOf(document: string): string[] {
  return [...document.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
