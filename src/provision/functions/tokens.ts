import { FROM, TENANT, UNTIL } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

export const TOKENS: KqlFunction = {
  name: 'LangGraphTokens',
  summary: 'One row for each day, model and tenant: tokens that `ai` messages of the range report.',
  cost: 'As LangGraphMessages.',
  parameters: [FROM, UNTIL],
  columns: [
    { name: 'day', type: 'datetime', text: 'the day in UTC' },
    { name: 'model', type: 'string', text: 'the model; empty if the message names none' },
    TENANT,
    { name: 'messages', type: 'long', text: 'messages with `usage_metadata`' },
    { name: 'input_tokens', type: 'long', text: 'tokens in' },
    { name: 'output_tokens', type: 'long', text: 'tokens out' },
  ],
  body: `
LangGraphMessages(since, until)
| where role == "ai" and isnotnull(input_tokens)
| summarize messages = count(), input_tokens = sum(input_tokens), output_tokens = sum(output_tokens)
    by day = startofday(created_at), model, tenant`,
}
