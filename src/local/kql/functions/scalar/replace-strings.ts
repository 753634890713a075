import { elementsOf, kindOf, type JsonText } from '../../../values/json-text.ts'
import { textOfDynamic } from '../values/scalar-of-dynamic.ts'

/**
 * replace-strings-function.md: an earlier lookup has priority at every position. Nothing is
 * replaced twice. A rewrite that is not a string leaves the match as it is.
 */
export function replaceStrings(text: string, lookups: JsonText, rewrites: JsonText): string {
  const by = elementsOf(rewrites) ?? []
  let pieces: readonly Piece[] = [{ text, isSettled: false }]
  for (const [at, json] of (elementsOf(lookups) ?? []).entries()) {
    const lookup = textOfDynamic(json)
    const rewrite = by[at] ?? 'null'
    const settled = kindOf(rewrite) === 'string' ? textOfDynamic(rewrite) : lookup
    if (kindOf(json) === 'string' && lookup !== '') {
      pieces = pieces.flatMap((piece) => (piece.isSettled ? [piece] : cut(piece, lookup, settled)))
    }
  }
  return pieces.map((piece) => piece.text).join('')
}

interface Piece {
  readonly text: string
  readonly isSettled: boolean
}

function cut(piece: Piece, lookup: string, settled: string): Piece[] {
  return piece.text
    .split(lookup)
    .flatMap((rest, at) => [
      ...(at === 0 ? [] : [{ text: settled, isSettled: true }]),
      { text: rest, isSettled: false },
    ])
}
