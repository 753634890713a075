import { useTheme2 } from '@grafana/ui'
import type { BoardData, PanelData } from '../data/board-data.ts'
import { Panel } from './panel.tsx'

/** Grafana's grid: 24 columns, rows of 30 pixels, 8 between. */
const COLUMN_PX = 66
const ROW_PX = 38
const GAP_PX = 8

export function Board({ board }: { readonly board: BoardData }) {
  const { colors, typography } = useTheme2()
  const { dashboard, panels, fromMs, toMs, load } = board
  const rows = Math.max(...panels.map(({ panel: { gridPos } }) => gridPos.y + gridPos.h))
  const range = [fromMs, toMs].map((ms) =>
    new Date(ms).toISOString().slice(0, 19).replace('T', ' '),
  )
  return (
    <main
      style={{
        width: 24 * COLUMN_PX + 2 * GAP_PX,
        padding: GAP_PX,
        background: colors.background.canvas,
      }}
    >
      <header style={{ display: 'flex', justifyContent: 'space-between', padding: '4px 4px 12px' }}>
        <span style={{ ...typography.h4, color: colors.text.primary }}>{dashboard.title}</span>
        <span style={{ color: colors.text.secondary }}>{range.join(' to ')} UTC</span>
      </header>
      <section style={{ position: 'relative', height: rows * ROW_PX }}>
        {panels.map((data) => (
          <div key={data.panel.id} style={place(data)}>
            <Panel data={data} board={board} {...sizeOf(data)} />
          </div>
        ))}
      </section>
      <footer style={{ color: colors.text.secondary, padding: 4, fontSize: 12 }}>
        Drawn with Grafana's UI components from a real Prometheus and a local Kusto during {load};
        not a Grafana server.
      </footer>
    </main>
  )
}

function place({ panel: { gridPos } }: PanelData) {
  return { position: 'absolute', left: gridPos.x * COLUMN_PX, top: gridPos.y * ROW_PX } as const
}

function sizeOf({ panel: { gridPos } }: PanelData) {
  return { width: gridPos.w * COLUMN_PX - GAP_PX, height: gridPos.h * ROW_PX - GAP_PX }
}
