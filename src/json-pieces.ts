import { BYTES_PER_TURN } from './event-loop-turns.ts'

/** Brackets, quotes and commas of one value, about. */
const AROUND = 4

/** Whether the JSON of a value would be longer than one piece. */
export function isLongJson(value: unknown, pieceLength: number = BYTES_PER_TURN): boolean {
  return roomAfter(value, pieceLength) < 0
}

export interface PieceOptions {
  /** JSON of a small part. @default JSON.stringify */
  readonly textOf: (part: unknown) => string
  /** Length of a piece in characters, about. @default BYTES_PER_TURN */
  readonly pieceLength: number
}

const DEFAULTS: PieceOptions = { textOf: JSON.stringify, pieceLength: BYTES_PER_TURN }

/**
 * The JSON of a value in pieces; joined, they are what `JSON.stringify` returns.
 *
 * @yields a piece
 */
export function* jsonPieces(value: unknown, options: Partial<PieceOptions> = {}): Pieces {
  yield* piecesOf(value, { ...DEFAULTS, ...options })
}

type Pieces = Generator<string, void, undefined>

function* piecesOf(value: unknown, options: PieceOptions): Pieces {
  if (!isLongJson(value, options.pieceLength)) yield options.textOf(value)
  else if (typeof value === 'string') yield* stringPieces(value, options.pieceLength)
  else if (Array.isArray(value)) yield* listPieces(value, options)
  else if (isObject(value) && !('toJSON' in value)) yield* objectPieces(value, options)
  else yield options.textOf(value)
}

/** What is left of the room for characters; stops counting below zero. */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length - AROUND
  if (!isObject(value)) return room - AROUND
  let left = room - AROUND
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at++) left = roomAfter(value[at], left)
    return left
  }
  // not Object.keys(), which would allocate a list for every object of every value
  for (const key in value) {
    left = roomAfter(value[key], left - key.length)
    if (left < 0) return left
  }
  return left
}

function* stringPieces(text: string, pieceLength: number): Pieces {
  yield '"'
  for (let from = 0; from < text.length;) {
    const to = wholeCharacters(text, from + pieceLength)
    yield JSON.stringify(text.slice(from, to)).slice(1, -1)
    from = to
  }
  yield '"'
}

/** JSON escapes one half of a character, so a piece must not end within one. */
function wholeCharacters(text: string, end: number): number {
  const code = text.charCodeAt(end - 1)
  return code >= 0xd800 && code <= 0xdbff ? end + 1 : end
}

function* listPieces(list: readonly unknown[], options: PieceOptions): Pieces {
  const { textOf, pieceLength } = options
  let mark = '['
  let run: unknown[] = []
  let room = pieceLength
  for (const item of list) {
    room = roomAfter(item, room)
    if (room < 0) {
      if (run.length > 0) {
        yield mark + textOf(run).slice(1, -1)
        mark = ','
        run = []
      }
      room = roomAfter(item, pieceLength)
    }
    if (room < 0) {
      yield mark
      yield* piecesOf(item, options)
      mark = ','
      room = pieceLength
    } else run.push(item)
  }
  yield run.length === 0 ? ']' : `${mark}${textOf(run).slice(1)}`
}

function* objectPieces(object: Readonly<Record<string, unknown>>, options: PieceOptions): Pieces {
  let mark = '{'
  for (const key of Object.keys(object)) {
    const item = object[key]
    if (item === undefined) continue // JSON has no undefined
    yield `${mark}${JSON.stringify(key)}:`
    yield* piecesOf(item, options)
    mark = ','
  }
  yield mark === '{' ? '{}' : '}'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
