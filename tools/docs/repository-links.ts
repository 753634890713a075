import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is too large for the package, by its address, which package.json defines. */
export function picturesLink(): string {
  return `The repository has pictures of all dashboards:\n[docs/pictures](${repositoryAddress()}/tree/main/docs/pictures)`
}

/** The examples import the sources, so they run in a checkout only. */
export function examplesLink(): string {
  return `To run in a checkout:\n[examples](${repositoryAddress()}/tree/main/examples).`
}

function repositoryAddress(): string {
  const manifest: { readonly repository: { readonly url: string } } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  )
  return manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '')
}
