import { expect, it } from 'vitest'
import { releaseProblems, type Release } from '../../../../tools/checks/release-problems.ts'

const READY: Release = {
  manifest: {
    version: '1.0.0',
    homepage: 'https://github.com/someone/project#readme',
    bugs: 'https://github.com/someone/project/issues',
    repository: { url: 'git+https://github.com/someone/project.git' },
  },
  changelog: '# Changes\n\n## 1.0.0\n\n- First.\n\n## 0.1.0\n\nNot released yet.\n',
  tags: ['v0.1.0'],
}

it('accepts a release that is ready', () => {
  expect(releaseProblems(READY)).toEqual([])
})

it.each([
  [
    'a placeholder',
    { manifest: { ...READY.manifest, bugs: 'https://github.com/OWNER/project/issues' } },
    /`bugs` still has the placeholder/,
  ],
  ['a change log of another version', { changelog: '## 0.9.0\n' }, /begins with '0\.9\.0'/],
  ['a section without a date', { changelog: '## 1.0.0\n\nNot released yet.\n' }, /Not released/],
  ['a version that is out', { tags: ['v1.0.0'] }, /tagged already/],
])('reports %s', (_, changes, problem) => {
  expect(releaseProblems({ ...READY, ...changes }).join('\n')).toMatch(problem)
})
