import { lookup as systemLookup } from "node:dns"
import type { LookupAddress } from "node:dns"
import type { LookupFunction } from "node:net"
import * as AddressRule from "./AddressRule.ts"

/** A name leads somewhere that is not called. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused"
  readonly code = "EADDRREFUSED"
  readonly range: string

  constructor(range: string) {
    super(`the address leads to a ${range} network, which is not called`)
    this.range = range
  }
}

/** Asks for all addresses of a name. */
export type Resolve = (
  hostname: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<LookupAddress>) => void
) => void

const system: Resolve = (hostname, answer) => systemLookup(hostname, { all: true, verbatim: true }, answer)

/**
 * A lookup that refuses a name as soon as one of its addresses is not public.
 *
 * It is the connection's own lookup: what was judged is what is connected to, so a name that answers differently a moment later (DNS rebinding) gains
 * nothing. A name with a public and a private address is refused as a whole, since which of them is taken is chance.
 *
 * @param resolve the system's resolver, unless a test brings its own.
 */
export const make =
  (loopback: boolean, resolve: Resolve = system): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null) return callback(error, [])
      if (first === undefined) return callback(new AddressRefused("missing"), [])
      for (const { address } of addresses) {
        const refused = AddressRule.refusal(address, loopback)
        if (refused !== null) return callback(new AddressRefused(refused.range), [])
      }
      return options.all === true ? callback(null, [...addresses]) : callback(null, first.address, first.family)
    })
  }
