import { ApiDocumentedItem, ApiItemKind, type ApiItem } from '@microsoft/api-extractor-model'
import type { ExtractedApi } from './extract-api.ts'

export interface Documentation {
  /** Published names and their members. */
  readonly total: number
  /** Names without a docstring: `langgraph-checkpoint-kusto: KustoTable.columns`. */
  readonly missing: readonly string[]
}

export function documentationOf({ entry, model }: ExtractedApi): Documentation {
  const items = publishedItems(model).filter((item) => item instanceof ApiDocumentedItem)
  return {
    total: items.length,
    missing: items
      .filter((item) => item.tsdocComment === undefined)
      .map((item) => `${entry.specifier}: ${item.getScopedNameWithinPackage()}`),
  }
}

/**
 * Exported names with their members, without names that API Extractor adds because others mention
 * them.
 */
function publishedItems(item: ApiItem): ApiItem[] {
  return item.members.flatMap((member) =>
    isForgotten(member) ? [] : [...own(member), ...publishedItems(member)],
  )
}

export function isForgotten(item: ApiItem): boolean {
  return item.canonicalReference.toString().includes('!~')
}

function own(item: ApiItem): ApiItem[] {
  return item.kind === ApiItemKind.EntryPoint ? [] : [item]
}
