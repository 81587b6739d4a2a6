import type { IdentityProviderOptions } from './identity-provider.ts'

/** What the operator configured about how people come in. */
export interface SignIn {
  /** Where browsers find this node: scheme, host name and port; asked each time, for a demo learns its port late. */
  readonly publicUrl: () => string | undefined
  readonly oidc?: IdentityProviderOptions | undefined
}
