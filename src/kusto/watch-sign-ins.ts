import type { Client } from 'azure-kusto-data'

/** Called with each token that is not the one before, and each failure; must not throw. */
export type SignInListener = (result: 'renewed' | 'failed') => void

/**
 * Watches how a client gets tokens. The SDK asks its provider before each request, and the provider
 * or the identity library behind it caches them.
 */
export function watchSignIns({ aadHelper }: Client, listener: SignInListener): void {
  const { tokenProvider } = aadHelper
  if (tokenProvider === undefined) return
  const acquire = tokenProvider.acquireToken.bind(tokenProvider)
  let last: string | undefined
  tokenProvider.acquireToken = async () => {
    try {
      const token = await acquire()
      if (token.accessToken !== last) listener('renewed')
      last = token.accessToken
      return token
    } catch (error) {
      listener('failed')
      throw error
    }
  }
}
