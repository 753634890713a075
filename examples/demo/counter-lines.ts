/**
 * The checkpointer's nonzero counters on a Prometheus page, without the labels that only name the
 * instrumentation.
 */
export function counterLines(page: string): readonly string[] {
  return page
    .split('\n')
    .filter((line) => /^langgraph_kusto_\w+_total\b.* [1-9]\d*$/.test(line))
    .map((line) =>
      line
        .replaceAll(/otel_scope_\w+="[^"]*",?/g, '')
        .replace(/,\}/, '}')
        .replace('{}', ''),
    )
}
