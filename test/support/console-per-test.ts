import { afterEach, beforeEach, vi } from 'vitest'

export interface PrintedTexts {
  /** Texts of `console.log`. */
  readonly out: string[]
  /** Texts of `console.error`. */
  readonly err: string[]
  /** Both, in order. */
  readonly all: string[]
}

/** What each test of the file prints, instead of the console. */
export function consolePerTest(): PrintedTexts {
  const printed: PrintedTexts = { out: [], err: [], all: [] }
  const capture = (method: 'log' | 'error', texts: string[]): void => {
    vi.spyOn(console, method).mockImplementation((text: string) => {
      texts.push(text)
      printed.all.push(text)
    })
  }
  beforeEach(() => {
    for (const texts of Object.values(printed)) texts.length = 0
    capture('log', printed.out)
    capture('error', printed.err)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return printed
}
