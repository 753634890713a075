/** The known name that a misspelt one was probably meant to be. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const word = given.toLowerCase()
  const byDistance = known
    .map((name) => ({ name, distance: editDistance(word, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [nearest] = byDistance
  if (nearest === undefined) return undefined
  return nearest.distance <= mostEdits(word) ? nearest.name : undefined
}

/** More edits than that make another word. */
function mostEdits(word: string): number {
  return Math.max(1, Math.floor(word.length / 3))
}

/** How many letters must be added, removed, replaced or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  const lines = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => lines[row]?.[column] ?? row + column
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    lines.push(line)
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const edits = [at(row - 1, column) + 1, at(row, column - 1) + 1]
      edits.push(at(row - 1, column - 1) + (isSame ? 0 : 1))
      if (isSwapped && row > 1 && column > 1) edits.push(at(row - 2, column - 2) + 1)
      line.push(Math.min(...edits))
    }
  }
  return at(a.length, b.length)
}
