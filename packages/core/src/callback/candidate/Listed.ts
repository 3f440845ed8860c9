import type { Decoded } from "../Callback.ts"
import type { Event } from "../Event.ts"
import type { Body } from "../providers/Body.ts"
import type { Provider } from "../providers/Provider.ts"
import * as Providers from "../providers/Providers.ts"
import type { Decoder } from "./Decoder.ts"
import type { FieldList } from "./FieldList.ts"

/**
 * The current decoder with the platform's newest field list (SPEC WH-10): a change of a field that the list has counts as documented, also where
 * no reader of its own exists yet. What it finds before the list is taken over is how much of the traffic the list's news concern.
 */

/** Those who send the platform's own format. */
const platforms: ReadonlySet<Provider> = new Set(["cloud-api", "360dialog"])

const recognised =
  (fields: ReadonlySet<string>) =>
  (event: Event): Event =>
    event._tag === "Notice" && !event.recognised && fields.has(event.field) ? { ...event, recognised: true } : event

const decodeWith =
  (fields: ReadonlySet<string>) =>
  (provider: Provider, body: Body): Decoded => {
    const decoded = Providers.decode(provider, body)
    if (!platforms.has(provider)) return decoded
    const listed = ({ path, value }: Decoded["unknown"][number]): boolean =>
      path.endsWith("].field") && typeof value === "string" && fields.has(value)
    return {
      ...decoded,
      events: decoded.events.map(recognised(fields)),
      unknown: decoded.unknown.filter((found) => !listed(found))
    }
  }

/** The candidate over a list. */
export const of = (list: FieldList): Decoder => ({
  name: "listed-fields",
  about: `the decoder in use, with the platform's field list of ${list.version}`,
  decode: decodeWith(new Set(list.fields))
})
