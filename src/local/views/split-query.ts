import { badRequest } from '../failures/bad-request.ts'
import { type Token, tokenize } from '../text/tokens.ts'

/** A view's query, split at its last operator. */
export interface SplitQuery {
  /** The text before the last `| summarize`. */
  readonly pipeline: string
  readonly aggregates: readonly Aggregate[]
  /** The group keys as written. */
  readonly by: readonly string[]
}

export interface Aggregate {
  /** `x = ` as written, or empty. */
  readonly prefix: string
  /** Lower case: `arg_max`, `count`, … */
  readonly fn: string
  readonly args: readonly string[]
  readonly text: string
}

const OPEN = new Set(['(', '[', '{'])
const CLOSE = new Set([')', ']', '}'])

/** A view's query ends with one summarize with `by` (materialized-view-create.md). */
export function splitQuery(query: string): SplitQuery {
  const tokens = tokenize(query)
  const depths = depthsOf(tokens)
  const pipe = tokens.findLastIndex((token, at) => token.value === '|' && depths[at] === 0)
  if (pipe < 0 || tokens[pipe + 1]?.value.toLowerCase() !== 'summarize') {
    throw badRequest('A materialized view needs `summarize` as the last operator of its query.')
  }
  const by = tokens.findIndex(
    (token, at) => at > pipe && depths[at] === 0 && token.kind === 'word' && token.value === 'by',
  )
  if (by < 0)
    throw badRequest('A materialized view needs `summarize … by` with at least one group key.')
  const parts = (from: number, to: number): string[] => commaParts(query, tokens, depths, from, to)
  return {
    pipeline: query.slice(0, tokens[pipe]?.start).trim(),
    aggregates: parts(pipe + 2, by).map(aggregateOf),
    by: parts(by + 1, tokens.length),
  }
}

function aggregateOf(text: string): Aggregate {
  const tokens = tokenize(text)
  const depths = depthsOf(tokens)
  const assign = tokens.findIndex((token, at) => token.value === '=' && depths[at] === 0)
  const [fn, open] = [tokens[assign + 1], tokens[assign + 2]]
  const isCall = fn?.kind === 'word' && open?.value === '(' && tokens.at(-1)?.value === ')'
  if (!isCall || tokens.slice(assign + 3, -1).some((_, at) => depths[at + assign + 3] === 0)) {
    throw badRequest(`A materialized view only takes plain aggregates, not \`${text}\`.`)
  }
  const inner = depths.map((depth) => depth - 1)
  return {
    prefix: text.slice(0, assign < 0 ? 0 : tokens[assign]?.end),
    fn: fn.value.toLowerCase(),
    args: commaParts(text, tokens, inner, assign + 3, tokens.length - 1),
    text,
  }
}

/** The depth of each token; brackets have the depth outside of them. */
function depthsOf(tokens: readonly Token[]): number[] {
  let depth = 0
  return tokens.map((token) => {
    if (token.kind !== 'punctuation') return depth
    if (CLOSE.has(token.value)) depth -= 1
    const own = depth
    if (OPEN.has(token.value)) depth += 1
    return own
  })
}

function commaParts(
  text: string,
  tokens: readonly Token[],
  depths: readonly number[],
  from: number,
  to: number,
): string[] {
  const parts: string[] = []
  let first = from
  for (let at = from; at <= to; at += 1) {
    const isEnd = at === to || (tokens[at]?.value === ',' && depths[at] === 0)
    if (!isEnd) continue
    if (at > first) parts.push(text.slice(tokens[first]?.start, tokens[at - 1]?.end))
    first = at + 1
  }
  return parts
}
