import { pathToFileURL } from 'node:url'
import type * as MainModule from '../../src/index.ts'
import type * as LocalModule from '../../src/local/index.ts'
import type * as ConnectModule from '../../src/kusto/connect.ts'
import type * as EndpointModule from '../../src/kusto/connection/kusto-endpoint.ts'
import type * as PageModule from '../../src/telemetry/sdk/metrics-page.ts'
import { COMPILED } from '../build/entries.ts'

/**
 * The package as compiled by tsc, because its peers are JavaScript too, but not bundled, so that a
 * profile can distinguish its folders. Run from source under tsx, it would be slower than for any
 * user: esbuild's `keepNames` (esbuild.github.io/api/#keep-names) defines the name of a function
 * each time one is made.
 */
export const MODULES: URL = pathToFileURL(`${COMPILED}/`)

const at = (path: string): string => new URL(path, MODULES).href

const main: typeof MainModule = await import(at('index.js'))
const local: typeof LocalModule = await import(at('local/index.js'))
const connect: typeof ConnectModule = await import(at('kusto/connect.js'))
const endpoint: typeof EndpointModule = await import(at('kusto/connection/kusto-endpoint.js'))
const metricsPage: typeof PageModule = await import(at('telemetry/sdk/metrics-page.js'))

export const { KustoSaver } = main
export const { LocalKusto } = local
export const { connectKusto } = connect
export const { resolveEndpoint } = endpoint
export const { openMetricsPage } = metricsPage
