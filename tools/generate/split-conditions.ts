/** SQL with `«#»` for each list of conditions over a relation, and these lists in their order. */
export interface SplitSql {
  readonly sql: string
  readonly conditions: readonly string[]
}

const START = /»( where )/g

/**
 * Extracts the conditions directly after a relation, because forms of one text often differ only in
 * these.
 */
export function splitConditions(sql: string): SplitSql {
  const conditions: string[] = []
  let rest = ''
  let from = 0
  for (const { index } of sql.matchAll(START)) {
    const start = index + 1
    // inside the previous conditions
    if (start < from) continue
    const end = endOfConditions(sql, start)
    rest += `${sql.slice(from, start)}«#»`
    conditions.push(sql.slice(start, end))
    from = end
  }
  return { sql: rest + sql.slice(from), conditions }
}

const PIECE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]| (?:group by|order by|limit) /g

function endOfConditions(sql: string, start: number): number {
  let depth = 0
  PIECE.lastIndex = start
  for (let piece = PIECE.exec(sql); piece !== null; piece = PIECE.exec(sql)) {
    const [text] = piece
    if (text === '(') depth += 1
    else if (depth === 0 && /^[) ]/.test(text)) return piece.index
    else if (text === ')') depth -= 1
  }
  return sql.length
}
