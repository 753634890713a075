import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, type LocalServer } from '../../../src/local/index.ts'
import type { Fault } from '../faults.ts'
import type { HostPlan } from '../host/messages.ts'
import { HostProcess } from './host-process.ts'

/** As often as a cluster materializes a view. */
const VIEW_LAG_MS = 60_000

const DEFAULTS = { writeMode: 'durable', agents: 2, pauseMs: 2_500 } as const

export interface ScenePlaces {
  /** Where Prometheus expects the host's page. */
  readonly metricsPort: number
  readonly hostProgram: string
}

/** One fault's Kusto and host. */
export class Scene implements AsyncDisposable {
  readonly fault: Fault
  readonly kusto: LocalKusto
  readonly #plan: HostPlan
  readonly #hostProgram: string
  #server: LocalServer
  #host: HostProcess | undefined

  private constructor(
    fault: Fault,
    kusto: LocalKusto,
    server: LocalServer,
    { plan, hostProgram }: { readonly plan: HostPlan; readonly hostProgram: string },
  ) {
    this.fault = fault
    this.kusto = kusto
    this.#server = server
    this.#plan = plan
    this.#hostProgram = hostProgram
  }

  static async open(fault: Fault, { metricsPort, hostProgram }: ScenePlaces): Promise<Scene> {
    const kusto = await LocalKusto.open()
    kusto.delays.set({ viewLagMs: VIEW_LAG_MS })
    const server = await kusto.listen()
    const plan = {
      ...DEFAULTS,
      maxOverlayBytes: undefined,
      ...fault.host,
      connection: `${server.url}/NetDefaultDB`,
      metricsPort,
    }
    const scene = new Scene(fault, kusto, server, { plan, hostProgram })
    await scene.provision()
    await scene.startHost()
    return scene
  }

  get host(): HostProcess {
    if (this.#host === undefined) throw new Error('The host has not started yet.')
    return this.#host
  }

  /** Begins the host, or another one in its place. */
  async startHost(): Promise<void> {
    this.#host = await HostProcess.start(this.#hostProgram, this.#plan)
  }

  /** Creates what is missing, as `langgraph-kusto provision` does. */
  async provision(): Promise<void> {
    const saver = new KustoSaver({ client: this.kusto.client() })
    await saver.setup({ provision: true })
    await saver.close()
  }

  async command(text: string): Promise<void> {
    await this.kusto.client().command({ text })
  }

  /** Nothing listens at the address any more. */
  async stopServer(): Promise<void> {
    await this.#server.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host?.kill()
    await this.kusto.close()
  }
}
