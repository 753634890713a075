import { KustoSaverError } from '../errors.ts'
import { KustoError } from '../kusto-error.ts'
import { ParserNeeded } from './failures/parser-needed.ts'

const MAX_QUOTED_CHARACTERS = 80

/**
 * Runs work, and again with the parser if it turns out to need it. The work must leave nothing
 * behind in that case.
 *
 * @throws KustoSaverError `MISSING_PACKAGE` or `BROKEN_PACKAGE` if it cannot be loaded
 */
export function withParser<T>(work: () => T): T | Promise<T> {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ParserNeeded)) throw error
    return loadParser(error.text).then(work)
  }
}

/** The same for a request: its client gets every failure as one of Kusto. */
export function answerWithParser<T>(work: () => T): T | Promise<T> {
  const answer = withParser(work)
  return answer instanceof Promise ? answer.catch(refuseRequest) : answer
}

async function loadParser(text: string): Promise<void> {
  const { loadLanguage, NEEDED } = await import('./kql/parser/language.ts')
  await loadLanguage(`${NEEDED} (${startOf(text)})`)
}

function refuseRequest(error: unknown): never {
  if (!(error instanceof KustoSaverError)) throw error
  throw new KustoError(error.message, {
    code: 'LocalKusto_MissingParser',
    status: 501,
    permanent: true,
  })
}

function startOf(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  const isLong = line.length > MAX_QUOTED_CHARACTERS
  return isLong ? `${line.slice(0, MAX_QUOTED_CHARACTERS)}…` : line
}
