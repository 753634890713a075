/**
 * How to sign in to Kusto: every method of the Azure SDK's `KustoConnectionStringBuilder`, and any
 * `TokenCredential`.
 *
 * - `none`: no token (a local Kusto, the emulator).
 * - `default`: `DefaultAzureCredential` of `@azure/identity`: environment, workload identity,
 *   managed identity, developer tools.
 * - `credential`: a credential object of `@azure/identity` or your own.
 * - `appKey`, `appCertificate`: an Entra application by secret, or by certificate (PEM text or a
 *   path to it).
 * - `managedIdentity`: the system-assigned one, or a user-assigned one by its client id.
 * - `azureCli`: the user who is logged in with `az login`.
 * - `accessToken`, `tokenProvider`: a token, or a function that returns one for each request.
 * - `deviceCode`, `userPrompt`, `userPassword`: a person.
 */
export type KustoAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'default' }
  | { readonly kind: 'credential'; readonly credential: TokenCredential }
  | {
      readonly kind: 'appKey'
      readonly clientId: string
      readonly key: string
      readonly tenantId?: string
    }
  | AppCertificate
  | { readonly kind: 'managedIdentity'; readonly clientId?: string }
  | { readonly kind: 'azureCli'; readonly tenantId?: string }
  | { readonly kind: 'accessToken'; readonly token: string }
  | { readonly kind: 'tokenProvider'; readonly getToken: () => Promise<string> }
  | {
      readonly kind: 'deviceCode'
      readonly tenantId?: string
      /** Shows the code and the page to the person. @default a line on standard output */
      readonly onCode?: (code: DeviceCode) => void
    }
  | { readonly kind: 'userPrompt'; readonly tenantId?: string; readonly loginHint?: string }
  | {
      readonly kind: 'userPassword'
      readonly userId: string
      readonly password: string
      readonly tenantId?: string
    }

/** An Entra application that signs in by certificate. */
export interface AppCertificate {
  /** Selects this sign-in method. */
  readonly kind: 'appCertificate'
  /** Application (client) id. */
  readonly clientId: string
  /** PEM text with certificate and private key; either this or {@link path}. */
  readonly privateKey?: string
  /** Path of a PEM file; either this or {@link privateKey}. */
  readonly path?: string
  /** Entra tenant of the application. */
  readonly tenantId?: string
  /**
   * Sends the public certificate too, for subject-name and issuer authentication. @default false
   */
  readonly sendX5c?: boolean
}

/** The instructions for signing in on another device. */
export interface DeviceCode {
  /** The code to type in. */
  readonly userCode: string
  /** The page to type it into. */
  readonly verificationUri: string
  /** Both in a sentence to show. */
  readonly message: string
}

/** The part of `@azure/identity`'s interface of the same name that this package uses. */
export interface TokenCredential {
  /** Returns a token for these scopes, or null. */
  getToken(
    scopes: string | string[],
    options?: object,
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>
}
