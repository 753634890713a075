import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { html, jsonHtml } from '../../../../load/runner/report/html.ts'

test('escapes every text of a run, and keeps it readable', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', '&amp;') }),
      (text) => {
        const shown = html`<b>${text}</b>`.text.slice('<b>'.length, -'</b>'.length)
        expect(shown).not.toMatch(/[<>"']/)
        const read = shown
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&')
        expect(read).toBe(text)
      },
    ),
  )
})

test('keeps nested markup and omits undefined values', () => {
  const items = [html`<i>1</i>`, html`<i>${2}</i>`]
  expect(html`<b>${items}${undefined}</b>`.text).toBe('<b><i>1</i>\n<i>2</i></b>')
})

test('data cannot end the script that contains it', () => {
  const { text } = jsonHtml({ label: '</script><script>alert(1)' })
  expect(text).not.toContain('</script')
  expect(JSON.parse(text)).toEqual({ label: '</script><script>alert(1)' })
})
