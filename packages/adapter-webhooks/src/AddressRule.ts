import { isIP } from "node:net"
import ipaddr from "ipaddr.js"

/** Why an address is not called: the range that it lies in, as `ipaddr.js` names it. */
export interface Refused {
  readonly range: string
}

/**
 * IPv6 ranges that carry an IPv4 address in them, which is the one that counts: a gateway on the way would unpack it. `ipaddr.js` knows their
 * names and unpacks the mapped ones alone. The compatible ones (`::/96`, RFC 4291 2.5.5.1) it takes for plain unicast; `::` and `::1` lie among them and
 * are what they are.
 */
const embedded = (address: ipaddr.IPv6): ipaddr.IPv4 | null => {
  const { parts } = address
  const from = (high: number): ipaddr.IPv4 => {
    const [a = 0, b = 0] = [parts[high], parts[high + 1]]
    return new ipaddr.IPv4([a >> 8, a & 255, b >> 8, b & 255])
  }
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  const range = address.range()
  if (range === "unicast" && parts.slice(0, 6).every((part) => part === 0)) return from(6)
  switch (range) {
    case "rfc6052":
      return from(6)
    case "6to4":
      return from(1)
    default:
      return null
  }
}

/**
 * Whether an address may be called: null for one of the public internet, else why not.
 *
 * Asked of what a name was resolved to, never of the name. Everything that is not plain unicast is refused: private, loopback, link-local (with it
 * the clouds' metadata services, 169.254.169.254 and fd00:ec2::254), carrier-grade NAT, multicast, broadcast, unspecified, reserved, tunnels
 * that carry any of these, and what is no address at all.
 *
 * @param loopback this machine may be called (development).
 */
export const refusal = (text: string, loopback: boolean): Refused | null => {
  // The library also reads the old ways of writing IPv4 (`1.2.3`, `0x7f.1`), which no resolver answers.
  if (isIP(text) === 0 || !ipaddr.isValid(text)) return { range: "unreadable" }
  const parsed = ipaddr.parse(text)
  const inner = parsed instanceof ipaddr.IPv6 ? embedded(parsed) : parsed
  const range = (inner ?? parsed).range()
  if (range === "loopback" && loopback) return null
  return range === "unicast" ? null : { range }
}
