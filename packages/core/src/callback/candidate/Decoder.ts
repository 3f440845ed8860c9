import type { Decoded } from "../Callback.ts"
import type { Body } from "../providers/Body.ts"
import type { Provider } from "../providers/Provider.ts"
import * as Providers from "../providers/Providers.ts"

/** A way to read callbacks, by name: the one in use, or one that may follow it (SPEC WH-10). */
export interface Decoder {
  readonly name: string
  /** What is different about it, for people. */
  readonly about: string
  readonly decode: (provider: Provider, body: Body) => Decoded
}

/** The decoder that every callback is processed with. */
export const current: Decoder = { name: "current", about: "the decoder in use", decode: Providers.decode }
