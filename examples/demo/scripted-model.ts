import { END } from '@langchain/langgraph'

interface Move {
  readonly says: string
  readonly goesTo: ('lookup_order' | 'check_policy' | 'pay_back' | typeof END)[]
}

/** Replaces a language model: its answer and the next node follow from the state. */
export function nextMove(
  facts: Readonly<Record<string, string>>,
  refund: string | undefined,
): Move {
  if (facts['order'] === undefined) {
    return {
      says: 'model: I look at the order and at the policy.',
      goesTo: ['lookup_order', 'check_policy'],
    }
  }
  if (refund === undefined) {
    return { says: 'model: The order was broken; I propose a refund.', goesTo: ['pay_back'] }
  }
  return { says: `model: Your refund is ${refund}.`, goesTo: [END] }
}
