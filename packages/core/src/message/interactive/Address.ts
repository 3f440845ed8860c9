import { Schema } from "effect"
import * as Limit from "../Limit.ts"
import * as Parts from "./Parts.ts"

/** Fields of an address by the platform's names for them, such as `in_pin_code`; they differ from country to country. */
const Fields = Schema.Record({ key: Schema.String, value: Limit.upTo(4_096) })

/** Asks the recipient for a postal address: `values` fills the form in, `validation_errors` explains what to correct. */
export const AddressMessage = Schema.Struct({
  type: Schema.Literal("address_message"),
  header: Parts.maybe(Parts.TextHeader),
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({
    name: Schema.Literal("address_message"),
    parameters: Schema.Struct({
      country: Limit.formatted(/^[A-Z]{2}$/, "a country's two capital letters"),
      values: Parts.maybe(Fields),
      saved_addresses: Parts.maybe(Schema.Array(Schema.Struct({ id: Limit.Name, value: Fields }))),
      validation_errors: Parts.maybe(Fields)
    })
  })
})
