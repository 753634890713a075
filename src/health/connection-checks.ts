import { isThrottled } from '../kusto/saver-error.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { networkAdvice } from '../kusto/network-advice.ts'
import { CHECK_DATABASE_NAME, isDatabaseMissing } from '../kusto/missing-database.ts'
import { describeVisibleDatabases } from '../provision/with-database-names.ts'
import { describeKustoError } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

export interface ConnectionChecks {
  readonly checks: readonly HealthCheck[]
  /** Whether further checks make sense. */
  readonly isUsable: boolean
}

/**
 * Runs the cheapest query: it shows whether Kusto answers and whether this identity may read.
 *
 * @throws any error that is not a KustoError
 */
export async function connectionChecks(client: KustoClient): Promise<ConnectionChecks> {
  const begunAt = performance.now()
  try {
    await client.query({ text: 'print Answer = 1', parameters: {} })
  } catch (error) {
    if (!(error instanceof KustoError)) throw error
    return isDatabaseMissing(error) ? withoutDatabase(client, error) : failed(error)
  }
  const durationMs = Math.round(performance.now() - begunAt)
  return {
    isUsable: true,
    checks: [
      makeCheck('connection', 'ok', {
        detail: `Kusto answers in ${durationMs} ms`,
        figures: { durationMs },
      }),
      makeCheck('authentication', 'ok', {
        detail: 'the credentials are accepted and may read the database',
      }),
    ],
  }
}

async function withoutDatabase(client: KustoClient, error: KustoError): Promise<ConnectionChecks> {
  const detail = describeKustoError(error)
  const advice = `${await describeVisibleDatabases(client)}${CHECK_DATABASE_NAME}`
  const connection = makeCheck('connection', 'failing', { detail, advice })
  return { checks: [connection, authenticationCheck(error)], isUsable: false }
}

function failed(error: KustoError): ConnectionChecks {
  const checks = [connectionCheck(error), authenticationCheck(error)]
  return { checks, isUsable: checks.every(({ status }) => status === 'ok') }
}

function connectionCheck(error: KustoError): HealthCheck {
  const seen = describeKustoError(error)
  if (isThrottled(error)) {
    const advice = 'Send fewer requests or scale the cluster.'
    return makeCheck('connection', 'degraded', { detail: `Kusto is throttling: ${seen}`, advice })
  }
  if (isTokenFailure(error)) {
    return makeCheck('connection', 'unknown', {
      detail: 'nothing was sent, because there is no token',
    })
  }
  if (error.status === 401 || error.status === 403) {
    return makeCheck('connection', 'ok', { detail: `Kusto answers with HTTP ${error.status}` })
  }
  return makeCheck('connection', 'failing', { detail: seen, advice: connectionAdvice(error) })
}

function connectionAdvice(error: KustoError): string {
  const { code, status } = error
  if (code === CONNECTION_CODES.closed) return 'Open a new saver.'
  const network = networkAdvice(error)
  if (network !== undefined) return network
  if (status === undefined) {
    return "Check the cluster's address and the network, and that the cluster is not stopped."
  }
  return status < 500
    ? 'Check the database name and the address.'
    : 'Check the state of the cluster in the Azure portal; it may be starting or stopping.'
}

function authenticationCheck(error: KustoError): HealthCheck {
  const detail = describeKustoError(error)
  if (error.status === 401 || isTokenFailure(error)) {
    const advice = "Check the saver's credentials and their tenant."
    return makeCheck('authentication', 'failing', { detail, advice })
  }
  if (error.status === 403) {
    const advice = 'Grant the identity the database roles Viewer (to read) and Ingestor (to write).'
    return makeCheck('authentication', 'failing', { detail, advice })
  }
  return makeCheck('authentication', 'unknown', { detail: 'no conclusive answer' })
}

/** The token could not be obtained, so nothing was sent. */
function isTokenFailure({ code, status }: KustoError): boolean {
  return code === 'AuthenticationFailed' && status === undefined
}
