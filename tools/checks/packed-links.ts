import { posix } from 'node:path'
import { relativeLinks } from '../docs/relative-links.ts'

/**
 * What would lead readers of the installed package nowhere: relative links of its pages to files
 * that are not in it.
 *
 * @param files - paths in the tarball, with slashes
 */
export function packedLinkProblems(
  files: readonly string[],
  read: (path: string) => string,
): string[] {
  const there = new Set(files.flatMap(withFolders))
  return files.filter(isPage).flatMap((page) =>
    relativeLinks(read(page))
      .filter(({ path }) => path !== '' && !there.has(targetOf(page, path)))
      .map(({ path }) => `${page} links to ${path}, which is not in the package`),
  )
}

/** Pages that still have the placeholder of package.json in an address. */
export function placeholderProblems(
  files: readonly string[],
  read: (path: string) => string,
): string[] {
  return files
    .filter((path) => isPage(path) && read(path).includes('github.com/OWNER/'))
    .map((path) => `${path} has the placeholder OWNER in an address: npm run docs`)
}

function isPage(path: string): boolean {
  return /\.(?:md|txt)$/.test(path)
}

function targetOf(page: string, path: string): string {
  return posix.join(posix.dirname(page), path).replace(/\/$/, '')
}

function withFolders(path: string): string[] {
  const folder = posix.dirname(path)
  return folder === '.' ? [path] : [path, ...withFolders(folder)]
}
