import { checkOptions } from './check-options.ts'
import type { SchemaCheckOptions } from './health/schema-checks.ts'
import { KustoError } from './kusto-error.ts'
import type { KustoClient } from './kusto/kusto-client.ts'
import type { RequestPolicy } from './kusto/request-policy.ts'
import { queryError } from './kusto/saver-error.ts'
import { OPTIONS } from './option-types.generated.ts'
import { setUpSchema, type SetUpOptions, type SetUpReport } from './provision/set-up.ts'
import type { StoreContext } from './store/state/store-context.ts'
import type { SaverTelemetry } from './telemetry/saver-telemetry.ts'
import { SETUP_SPAN } from './telemetry/core/semconv.ts'

const SET_UP_OPTIONS = [
  OPTIONS.SetUpOptions,
  OPTIONS.ProvisionOptions,
  OPTIONS.CheckSchemaOptions,
] as const

export interface SaverSetUpParts {
  readonly client: KustoClient
  readonly context: StoreContext
  readonly telemetry: SaverTelemetry
  /** The schema requirements of the saver's options. */
  readonly schema: SchemaCheckOptions
  readonly policy: RequestPolicy
}

/** `setup()` of one saver: one trace, one log line. */
export class SaverSetUp {
  readonly #parts: SaverSetUpParts

  constructor(parts: SaverSetUpParts) {
    this.#parts = parts
  }

  /** @throws KustoSaverError `NOT_PROVISIONED`, `QUERY_REJECTED`, `QUERY_UNAVAILABLE` */
  async run(options: SetUpOptions): Promise<SetUpReport> {
    return this.#parts.telemetry.traced(SETUP_SPAN, () => this.#logged(options))
  }

  async #logged(options: SetUpOptions): Promise<SetUpReport> {
    const { telemetry } = this.#parts
    try {
      const report = await this.#setUp(options)
      telemetry.log(
        () => ({ op: 'setup', provisioned: report.provisioned !== undefined }),
        'schema is ready',
      )
      return report
    } catch (error) {
      const attempts = error instanceof KustoError ? (error.attempts ?? 1) : 1
      const failure = queryError(error, { operation: 'setup', attempts })
      telemetry.logFailure('setup', failure)
      throw failure
    }
  }

  async #setUp(options: SetUpOptions): Promise<SetUpReport> {
    checkOptions(options, SET_UP_OPTIONS, { of: 'setup()' })
    const { client, context, schema, policy } = this.#parts
    await context.spool?.enter('setup')
    // a source of keys that fails has to show at the start
    await context.encryption?.currentKey()
    const { ingestion, retentionDays, clusterUri } = schema
    const setUp = {
      retentionDays,
      streaming: ingestion !== 'queued',
      queued: ingestion !== 'streaming',
      clusterUri,
      ...options,
    }
    const report = await setUpSchema(client, setUp, policy)
    await context.clusterTime.ready()
    return report
  }
}
