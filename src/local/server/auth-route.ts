import type { Route } from './route.ts'

// The SDKs' own values for the public cloud: they request these first and need every field.
const PUBLIC_CLOUD = {
  AzureAD: {
    LoginEndpoint: 'https://login.microsoftonline.com',
    LoginMfaRequired: false,
    KustoClientAppId: 'db662dc1-0cfe-4e1c-a843-19a68e65be58',
    KustoClientRedirectUri: 'https://microsoft/kustoclient',
    KustoServiceResourceId: 'https://kusto.kusto.windows.net',
    FirstPartyAuthorityUrl:
      'https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  },
}

/**
 * `GET /v1/rest/auth/metadata`: the server checks no credentials, but clients with credentials need
 * the answer.
 */
export const authMetadata: Route = () => Promise.resolve(PUBLIC_CLOUD)
