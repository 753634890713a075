import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { textOf, type MessageFact, type StepFact, type ThreadFacts } from './thread-facts.ts'

export interface ToolCallFact {
  readonly first: StepFact
  readonly tool: string
  readonly args: unknown
  readonly outcome: string
  readonly seconds: number | undefined
}

export function toolCallsOf({ messages }: ThreadFacts): ToolCallFact[] {
  return messages.flatMap(({ message, first }) => {
    if (!AIMessage.isInstance(message)) return []
    return (message.tool_calls ?? []).map(({ id, name, args }) => {
      const answer = messages.find(
        (other) => ToolMessage.isInstance(other.message) && other.message.tool_call_id === id,
      )
      const status = ToolMessage.isInstance(answer?.message) ? answer.message.status : undefined
      return {
        first,
        tool: name,
        args,
        outcome: answer === undefined ? 'none' : (status ?? 'success'),
        seconds: answer === undefined ? undefined : (answer.first.atMs - first.atMs) / 1000,
      }
    })
  })
}

export interface UsageFact {
  readonly first: StepFact
  readonly model: string
  readonly input: number
  readonly output: number
}

export function usageOf({ messages }: ThreadFacts): UsageFact[] {
  return messages.flatMap(({ message, first }) => {
    if (!AIMessage.isInstance(message) || message.usage_metadata === undefined) return []
    const { input_tokens: input, output_tokens: output } = message.usage_metadata
    const { model_name: name, model }: Readonly<Record<string, unknown>> = message.response_metadata
    return [{ first, model: textOf(name ?? model), input, output }]
  })
}

export function isHuman({ message }: MessageFact): boolean {
  return HumanMessage.isInstance(message)
}
