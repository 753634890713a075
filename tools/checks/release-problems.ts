export interface Release {
  readonly manifest: {
    readonly version: string
    readonly homepage: string
    readonly bugs: string
    readonly repository: { readonly url: string }
  }
  readonly changelog: string
  readonly tags: readonly string[]
}

/** The one word that marks a placeholder, in package.json only. */
const PLACEHOLDER = 'OWNER'

/** Problems that prevent publishing a version. */
export function releaseProblems({ manifest, changelog, tags }: Release): string[] {
  const { version, homepage, bugs, repository } = manifest
  const addresses = { homepage, bugs, 'repository.url': repository.url }
  const placeholders = Object.entries(addresses)
    .filter(([, address]) => address.includes(PLACEHOLDER))
    .map(([field]) => `package.json: \`${field}\` still has the placeholder ${PLACEHOLDER}`)
  const [, newest = '', section = ''] = /^## (\S+)\n([^]*?)(?=^## |$(?![^]))/m.exec(changelog) ?? []
  return [
    ...placeholders,
    ...(newest === version ? [] : [`CHANGELOG.md begins with '${newest}', not with ${version}`]),
    ...(/not released yet/i.test(section) ? ['CHANGELOG.md says "Not released yet"'] : []),
    ...(tags.includes(`v${version}`) ? [`v${version} is tagged already`] : []),
  ]
}
