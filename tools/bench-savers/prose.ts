import { SeededRandom } from '../../src/local/emulation/settings/seeded-random.ts'

const WORDS =
  `the of and to in is that for it as was with be by on not he this are or his from at which but have an had they you were their one all we can her has there been if more when will would who so no
state graph node agent message model tool answer question result order customer account invoice payment refund shipment address warehouse delivery ticket policy contract section paragraph report summary
analysis evidence source document passage retrieval index query table column record schema version checkpoint thread branch merge conflict decision reason context memory budget limit deadline schedule
calendar meeting participant region cluster database latency throughput failure retry timeout request response header token session cookie certificate signature encryption storage archive retention
please thanks could should because however therefore although between during before after under above across within without against toward people company product market service system process project
three twelve 2024 2025 17.5 percent euros dollars minutes hours first second last next previous following recommend confirm cancel update create remove compare explain translate summarize calculate`.split(
    /\s+/,
  )

/** Words with the frequencies of language: a few very often, most rarely. */
export class Prose {
  readonly #random: SeededRandom

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
  }

  /** Sentences with exactly this many characters. */
  text(characters: number): string {
    let text = ''
    while (text.length < characters) text += this.#sentence()
    return text.slice(0, characters)
  }

  #sentence(): string {
    const words = Array.from({ length: 6 + Math.floor(this.#random.next() * 14) }, () =>
      this.#word(),
    )
    const sentence = words.join(' ')
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}. `
  }

  #word(): string {
    return WORDS[Math.floor(this.#random.next() ** 2 * WORDS.length)] ?? ''
  }
}
