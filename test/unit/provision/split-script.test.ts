import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitScript } from '../../../src/provision/split-script.ts'

describe('splitScript', () => {
  it('starts a command at each line that starts with a dot and skips comments', () => {
    const script = '// one\n.a b // why\n  c\n\n// two\n// .not this\n.d\n'
    expect(splitScript(script)).toEqual(['.a b\n  c', '.d'])
  })

  it('finds no command inside strings', () => {
    const strings = ["'a\\'", "\\n.b'", '@"x""y"', '```\n.c\n// kept\n```', "'// kept'"]
    const script = `.a ${strings.join(' ')}\n.z`
    expect(splitScript(script)).toEqual([`.a ${strings.join(' ')}`, '.z'])
  })

  it('ignores an apostrophe in a comment', () => {
    expect(splitScript("// Kusto's\n.a 'x'\n// don't\n.b")).toEqual([".a 'x'", '.b'])
  })

  it('reads files with Windows line ends', () => {
    expect(splitScript('.a\r\n  b\r\n\r\n.c\r\n')).toEqual(['.a\n  b', '.c'])
  })

  it('finds nothing in comments', () => {
    expect(splitScript('// .a\n\n')).toEqual([])
  })

  it('returns all commands between comments and blank lines', () => {
    const piece = fc.constantFrom('a', "'x'", '"\\"//"', "@'.b''//'", '```\n.c\n```', '\n  d', ' ')
    const command = fc
      .array(piece)
      .map((pieces) => `.k${pieces.join('')}`.replaceAll(/[ \t]+$/gm, '').trim())
    const filler = fc.constantFrom('\n', '\n\n', "\n// it's\n", '\n//.no\n\n', ' // end\n')
    const script = fc.array(fc.tuple(command, filler))
    fc.assert(
      fc.property(script, (parts) => {
        const text = parts.map(([each, after]) => each + after).join('')
        expect(splitScript(text)).toEqual(parts.map(([each]) => each))
      }),
    )
  })
})
