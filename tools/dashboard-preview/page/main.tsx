import '@fontsource/inter/400.css'
import '@fontsource/inter/500.css'
import { createTheme, ThemeContext } from '@grafana/data'
import { GlobalStyles } from '@grafana/ui'
import { createRoot } from 'react-dom/client'
import type { BoardData } from '../data/board-data.ts'
import { Board } from './board.tsx'

declare global {
  // the script that takes the picture sets it before the page loads
  var board: BoardData
}

// graphs measure their labels once, with the font loaded at that time
await Promise.all(['400', '500'].map((weight) => document.fonts.load(`${weight} 12px Inter`)))

const theme = createTheme({ colors: { mode: 'dark' } })
const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <Board board={globalThis.board} />
  </ThemeContext.Provider>,
)
