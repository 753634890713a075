import { randomBytes } from 'node:crypto'
import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { createStoreContext } from './create-store-context.ts'
import { RequestWatch } from './health/request-watch.ts'
import { SaverHealth } from './health/saver-health.ts'
import { SINK_DEFAULTS } from './ingest/sink-options.ts'
import { boundedClient } from './kusto/bounded-client.ts'
import type { KustoClient } from './kusto/kusto-client.ts'
import { LazyClient } from './kusto/lazy-client.ts'
import { PinnedClient } from './kusto/pinned-client.ts'
import { SAVER_DEFAULTS, type KustoSaverParams } from './options.ts'
import { LANGGRAPH_SERIALIZER } from './saver/langgraph-serializer.ts'
import type { SaverOperations } from './saver/saver-operations.ts'
import { StoredOperations } from './saver/stored-operations.ts'
import { StoredValues } from './saver/stored-values.ts'
import { ValueSerializer } from './saver/value-serializer.ts'
import { limitsOf, saverPolicies } from './saver-policies.ts'
import { SaverSetUp } from './saver-set-up.ts'
import { plainChunkBytes } from './store/values/value-encryption.ts'
import type { StoreContext } from './store/state/store-context.ts'
import { SaverTelemetry } from './telemetry/saver-telemetry.ts'
import { placeOf, UNKNOWN_PLACE } from './telemetry/core/kusto-place.ts'
import { HEALTH_CHECK_SPAN } from './telemetry/core/semconv.ts'

/** The parts of one saver. */
export interface SaverParts {
  readonly client: KustoClient
  readonly telemetry: SaverTelemetry
  readonly context: StoreContext
  readonly operations: SaverOperations
  readonly setUp: SaverSetUp
  readonly health: SaverHealth
}

/** @throws KustoSaverError `INVALID_OPTION` */
export function wireSaver(params: KustoSaverParams, serde: SerializerProtocol): SaverParts {
  const { endpoint, maxChunkBytes = SAVER_DEFAULTS.maxChunkBytes } = params
  const writer = randomBytes(6).toString('hex')
  const place = endpoint ? placeOf(endpoint) : UNKNOWN_PLACE
  const telemetry = new SaverTelemetry(params, { writer, place })
  if (params.client instanceof LazyClient) params.client.watchSignIns(telemetry.signedIn)
  const client = new PinnedClient(telemetry.client(params.client), telemetry.propertyRefused)
  const watch = new RequestWatch(params.nowMs)
  const policies = saverPolicies(params, {
    onThrottled: telemetry.queriesThrottled,
    onQueryTurn: telemetry.queryTurnCame,
  })
  const context = createStoreContext(
    { ...params, client: watch.over(client), writer },
    telemetry,
    policies,
  )
  const schema = {
    ingestion: params.ingestion ?? SINK_DEFAULTS.ingestion,
    retentionDays: params.retentionDays ?? SAVER_DEFAULTS.retentionDays,
    clusterUri: endpoint?.clusterUri,
  }
  const { encryption } = params
  const values = new ValueSerializer(
    serde,
    encryption === undefined ? maxChunkBytes : plainChunkBytes(maxChunkBytes),
  )
  const stored = new StoredOperations(context, {
    values,
    stored: new StoredValues(values, encryption),
    // The database filters by metadata, so it is always JSON, whatever the serializer.
    metadata: new ValueSerializer(LANGGRAPH_SERIALIZER, maxChunkBytes),
  })
  return {
    client,
    telemetry,
    context,
    operations: telemetry.operations(stored, context.writeMode),
    setUp: new SaverSetUp({ client, context, telemetry, schema, policy: policies.commandPolicy }),
    health: new SaverHealth({
      client: boundedClient(client, limitsOf(policies)),
      context,
      watch,
      pinned: client,
      traced: (work) => telemetry.traced(HEALTH_CHECK_SPAN, work),
      onChecked: telemetry.healthChecked,
      schema,
    }),
  }
}
