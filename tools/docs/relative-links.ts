export interface RelativeLink {
  /** As written. */
  readonly link: string
  /** Empty for a heading of the same page. */
  readonly path: string
  readonly anchor: string | undefined
}

const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g

/** The links of a page to other files and to headings, without what code looks like. */
export function relativeLinks(document: string): RelativeLink[] {
  return [...withoutCode(document).matchAll(LINK)].map(([link, path = '', anchor]) => ({
    link,
    path,
    anchor,
  }))
}

function withoutCode(document: string): string {
  return document.replaceAll(/^ *```[^]*?^ *```$/gm, '').replaceAll(/`[^`\n]*`/g, '')
}
