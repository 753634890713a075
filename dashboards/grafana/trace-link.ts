import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'

/**
 * Opens Grafana's Explore on Tempo with a search, because the JavaScript exporter writes no
 * exemplars that could link there.
 */
export function traceLink(title: string, traceQl: string): DashboardLinkBuilder {
  const panes = {
    traces: {
      datasource: '${tempo}',
      queries: [
        {
          refId: 'A',
          datasource: { type: 'tempo', uid: '${tempo}' },
          queryType: 'traceql',
          query: traceQl,
        },
      ],
      range: { from: '${__from}', to: '${__to}' },
    },
  }
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .icon('external link')
    .targetBlank(true)
    .url(
      `/explore?schemaVersion=1&panes=${keepVariables(encodeURIComponent(JSON.stringify(panes)))}`,
    )
}

function keepVariables(encoded: string): string {
  return encoded.replace(/%24%7B(\w+)%7D/g, '$${$1}')
}
