import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  type AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type Dashboard,
  type Panel,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard'

export interface Section {
  readonly title: string
  readonly panels: readonly Builder<Panel>[]
}

export interface Board {
  /** Part of the dashboard's URL, and the name of its file. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly from: string
  readonly refresh: string
  readonly variables: readonly Builder<VariableModel>[]
  readonly annotations?: readonly AnnotationQueryBuilder[]
  readonly links?: readonly DashboardLinkBuilder[]
  readonly sections: readonly Section[]
}

const TAG = 'langgraph-kusto'

/** Row ids start above all panel ids. */
const FIRST_ROW_ID = 1000

/** Classic JSON (not v2): Grafana 13 still accepts it, and older versions read nothing else. */
export function buildBoard(board: Board): Dashboard {
  const builder = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: board.from, to: 'now' })
    .refresh(board.refresh)
    .timezone('browser')
    .variables([...board.variables])
    .annotations([...(board.annotations ?? [])])
    .links([toOthers(), ...(board.links ?? [])])
  for (const [index, section] of board.sections.entries()) {
    builder.withRow(new RowBuilder(section.title).id(FIRST_ROW_ID + index))
    for (const panel of section.panels) builder.withPanel(panel)
  }
  return builder.build()
}

function toOthers(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('LangGraph on Kusto')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true)
}
