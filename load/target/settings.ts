/** How a deliberately broken saver breaks, for the tests of the suite itself. */
const BREAKAGES = ['drop-write', 'delay-1s', 'delay-all-1s', 'fail-put', 'wrong-byte'] as const
export type Breakage = (typeof BREAKAGES)[number]

export interface TargetSettings {
  /** An address or a connection string of Kusto. */
  readonly kustoUrl: string
  readonly database: string | undefined
  /** 0 picks a free one. */
  readonly port: number
  readonly broken: Breakage | undefined
  /** Number of retries of a request to Kusto; undefined for the saver's default. */
  readonly retries: number | undefined
  /** File for the history of the saver's calls; undefined records none. */
  readonly historyFile: string | undefined
  /** Folder of the saver's spool; undefined writes durably. */
  readonly spoolPath: string | undefined
}

/** @throws Error naming the invalid variable */
export function readSettings(env: Readonly<Record<string, string | undefined>>): TargetSettings {
  const kustoUrl = env['KUSTO_URL']
  if (kustoUrl === undefined || kustoUrl === '') {
    throw new Error('KUSTO_URL must be the address or connection string of a Kusto, got nothing')
  }
  return {
    kustoUrl,
    database: env['KUSTO_DATABASE'],
    port: wholeNumber(env, 'PORT') ?? 0,
    broken: breakage(env['BROKEN']),
    retries: wholeNumber(env, 'SAVER_RETRIES'),
    historyFile: env['HISTORY_FILE'],
    spoolPath: env['SPOOL_PATH'],
  }
}

function wholeNumber(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): number | undefined {
  const text = env[name]
  if (text === undefined || text === '') return undefined
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new Error(`${name} must be a whole number, got '${text}'`)
}

function breakage(text: string | undefined): Breakage | undefined {
  if (text === undefined || text === '') return undefined
  const found = BREAKAGES.find((name) => name === text)
  if (found !== undefined) return found
  throw new Error(`BROKEN must be one of ${BREAKAGES.join(', ')}, got '${text}'`)
}
