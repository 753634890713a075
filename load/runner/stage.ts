import type { LoadScenario } from '../scenarios.ts'
import { TargetHost } from './host/target-host.ts'
import type { BuiltPrograms } from './programs/built-programs.ts'
import type { Child } from './programs/child.ts'
import { serveKusto } from './programs/serve-kusto.ts'

export interface StageSetup {
  readonly programs: BuiltPrograms
  readonly scenario: LoadScenario
  /** The database to use; without it the stage starts a local Kusto. */
  readonly kustoUrl: string | undefined
  /** Folder for the local Kusto's file. */
  readonly folder: string
}

/** The programs for one scenario: a Kusto (a fresh one if local), and one or two hosts. */
export class Stage {
  readonly kustoUrl: string
  readonly hosts: readonly TargetHost[]
  /** The local Kusto, if there is one. */
  readonly engine: readonly Child[]

  private constructor(kustoUrl: string, hosts: readonly TargetHost[], engine: readonly Child[]) {
    this.kustoUrl = kustoUrl
    this.hosts = hosts
    this.engine = engine
  }

  /** @throws Error of the program that did not start; no program stays behind */
  static async open({ programs, scenario, kustoUrl, folder }: StageSetup): Promise<Stage> {
    const { needs } = scenario
    const served =
      kustoUrl === undefined ? await serveKusto(programs, folder, needs?.faults) : undefined
    const engine = served === undefined ? [] : [served.child]
    const hosts: TargetHost[] = []
    const stage = new Stage(kustoUrl ?? served?.ready.url ?? '', hosts, engine)
    const names = needs?.secondHost === true ? ['the host', 'the second host'] : ['the host']
    try {
      // sequentially, because each provisions what is missing
      for (const name of names) {
        const env = needs?.hostEnv ?? {}
        hosts.push(await TargetHost.start({ programs, name, kustoUrl: stage.kustoUrl, env }))
      }
      return stage
    } catch (error) {
      await stage.close()
      throw error
    }
  }

  /** Rejects when one of the programs ends by itself. */
  async died(): Promise<never> {
    const programs = [...this.hosts.map(({ child }) => child), ...this.engine]
    const endings = programs.map(async (child) => ({ child, ending: await child.ended }))
    const { child, ending } = await Promise.race(endings)
    throw new Error(
      `${child.name} ended (${ending}) while the scenario ran; its last lines:\n${child.errorTail}`,
    )
  }

  /** @returns the programs that did not end properly */
  async close(): Promise<string[]> {
    const trouble: string[] = []
    for (const { child } of this.hosts) {
      const ending = await child.stop()
      if (ending !== 0) {
        trouble.push(
          `${child.name} did not close well (${ending}); its last lines:\n${child.errorTail}`,
        )
      }
    }
    await Promise.all(this.engine.map(async (child) => child.stop()))
    return trouble
  }
}
