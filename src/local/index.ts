export { LocalKusto } from './local-kusto.ts'
export type { ListenOptions, LocalKustoOptions, LocalServer } from './local-kusto.ts'
export type { InProcessClient } from './in-process-client.ts'
