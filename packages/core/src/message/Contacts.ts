import { Schema } from "effect"
import * as Issue from "./Issue.ts"
import * as Limit from "./Limit.ts"
import * as Read from "./internal/read.ts"

const maybe = Schema.optionalWith(Limit.upTo(4_096), { exact: true })

const nameParts = ["first_name", "last_name", "middle_name", "prefix", "suffix"] as const

/** A name as it is shown, and at least one of its parts: the platform refuses the shown form alone. */
const ContactName = Schema.Struct({
  formatted_name: Limit.Name,
  first_name: maybe,
  last_name: maybe,
  middle_name: maybe,
  prefix: maybe,
  suffix: maybe
}).pipe(
  Limit.rule((name) =>
    nameParts.some((part) => Read.has(name, part))
      ? []
      : [Issue.broken("missing", `must have one of ${nameParts.join(", ")}`, name, ["first_name"])]
  )
)

const Phone = Schema.Struct({ phone: maybe, wa_id: maybe, type: maybe })
const Email = Schema.Struct({ email: maybe, type: maybe })
const WebPage = Schema.Struct({ url: maybe, type: maybe })
const Organisation = Schema.Struct({ company: maybe, department: maybe, title: maybe })
const Address = Schema.Struct({
  street: maybe,
  city: maybe,
  state: maybe,
  zip: maybe,
  country: maybe,
  country_code: maybe,
  type: maybe
})

const several = <A, I>(item: Schema.Schema<A, I>) => Schema.optionalWith(Schema.Array(item), { exact: true })

/** One contact card. What is in it is for people to read and is not judged, but for its shape. */
const Contact = Schema.Struct({
  name: ContactName,
  phones: several(Phone),
  emails: several(Email),
  addresses: several(Address),
  urls: several(WebPage),
  org: Schema.optionalWith(Organisation, { exact: true }),
  birthday: Schema.optionalWith(Limit.formatted(/^\d{4}-\d{2}-\d{2}$/, "a date as YYYY-MM-DD"), { exact: true })
})

/** Content of type `contacts`: 1 to 257 cards (CLOUD_API 3.1). */
export const ContactsContent = Schema.Struct({
  type: Schema.Literal("contacts"),
  contacts: Limit.list(Contact, 1, 257)
})
