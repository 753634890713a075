import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { formatLine, parseLine, type HistoryLine } from './history.ts'

/** So many characters go to the stream at once: a write for each line would cost the run time. */
const MIN_WRITE_CHARACTERS = 64 * 1024

/** A history that is written while a measured program runs. */
export class HistoryFile implements AsyncDisposable {
  readonly #stream: WriteStream
  #unsent = ''

  constructor(path: string) {
    this.#stream = createWriteStream(path)
  }

  readonly write = (line: HistoryLine): void => {
    this.#unsent += `${formatLine(line)}\n`
    if (this.#unsent.length >= MIN_WRITE_CHARACTERS) this.#stream.write(this.#take())
  }

  /** Settles when the file has all lines. */
  async flush(): Promise<void> {
    const text = this.#take()
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(text, (error) => {
        if (error) reject(error)
        else resolve()
      })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.end(this.#take())
    await finished(this.#stream)
  }

  #take(): string {
    const text = this.#unsent
    this.#unsent = ''
    return text
  }
}

/**
 * Reads line by line: the history of half an hour of load is longer than the longest string.
 *
 * @yields the lines @throws Error that names the invalid line
 */
export async function* readHistoryFile(path: string): AsyncGenerator<HistoryLine> {
  let number = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    number += 1
    if (line.trim() !== '') yield parseLine(line, number)
  }
}
