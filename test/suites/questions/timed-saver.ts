import { LabelledSaver } from '../../unit/provision/functions/labelled-saver.ts'

/** Stores in the metadata when a checkpoint was put, which LangGraph's reads do not tell. */
export class TimedSaver extends LabelledSaver {
  readonly #nowMs: () => number

  constructor(options: ConstructorParameters<typeof LabelledSaver>[0], nowMs: () => number) {
    super({ ...options, nowMs })
    this.#nowMs = nowMs
  }

  override put(...[config, checkpoint, metadata, versions]: Parameters<LabelledSaver['put']>) {
    const time = { put_at_ms: this.#nowMs() }
    return super.put(config, checkpoint, { ...metadata, ...time }, versions)
  }
}
