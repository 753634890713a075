export interface DocumentedField {
  readonly name: string
  readonly isOptional: boolean
  /** As written, on one line. */
  readonly type: string
  /** The comment's text on one line, without its tags. */
  readonly text: string
  /** The text of `@default`; undefined without it. */
  readonly defaultText: string | undefined
}

/**
 * The documented fields of an interface, read from its source text, because TypeScript 7 has no
 * compiler API. A nested type must be on the field's own line.
 */
export function readInterface(source: string, name: string): DocumentedField[] {
  const start = new RegExp(`^export interface ${name}\\b.*\\{$`, 'm').exec(source)
  if (start === null) throw new Error(`There is no \`export interface ${name}\``)
  const body = source.slice(start.index + start[0].length)
  const end = body.search(/^\}$/m)
  const fields = [...body.slice(0, end).matchAll(FIELD)].map(fieldOf)
  if (fields.length === 0) throw new Error(`Interface ${name} has no documented field`)
  return fields
}

const FIELD = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s+readonly (\w+)(\??): ([^\n]+)/g

function fieldOf([, comment = '', name = '', mark, type = '']: RegExpExecArray): DocumentedField {
  const [text = '', defaultText] = commentText(comment).split(/\s*@default\s+/)
  return { name, isOptional: mark === '?', type: type.trim(), text, defaultText }
}

/** A comment's lines joined into one, without their stars. */
export function commentText(comment: string): string {
  return comment
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
