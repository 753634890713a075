import { HumanMessage } from '@langchain/core/messages'
import { describe, expect, it } from 'vitest'
import {
  AgentStates,
  checkSameState,
  STATE_SIZES,
} from '../../../../tools/bench-savers/agent-state.ts'

function characters(bytes: number): number {
  const { messages, passages } = new AgentStates(bytes).at(1)
  const texts = [...messages.slice(1).map(({ text }) => text), ...passages.map(({ text }) => text)]
  return texts.join('').length
}

describe("the benchmark's states", () => {
  it.each(Object.entries(STATE_SIZES))('of %s contain that much text', (_, bytes) => {
    expect(characters(bytes)).toBe(bytes)
  })

  it('are the same for each saver, and differ at each step', () => {
    const [one, other] = [new AgentStates(2_048), new AgentStates(2_048)]
    expect(one.at(7)).toEqual(other.at(7))
    expect(one.at(7).passages).not.toEqual(one.at(8).passages)
    expect(one.at(4).messages).not.toEqual(one.at(8).messages)
  })

  it('are recognized when read back', () => {
    const states = new AgentStates(10_000)
    const stored = states.at(1)
    expect(() => checkSameState({ ...states.at(1) }, stored)).not.toThrow()
    expect(() => checkSameState({ ...states.at(2) }, stored)).toThrow('Number 0 of messages')
    const cut = stored.passages.slice(1)
    expect(() => checkSameState({ ...stored, passages: cut }, stored)).toThrow(
      'Read 2 passages, but 3',
    )
    const changed = [new HumanMessage('other'), ...stored.messages.slice(1)]
    expect(() => checkSameState({ ...stored, messages: changed }, stored)).toThrow(
      'Number 0 of messages',
    )
  })
})
