import * as E164 from "@sluice/core/phone/E164"
import { Schema, Struct } from "effect"
import { told } from "../settings/KeyMeaning.ts"

/** The shape of a sender in the accounts file, with what each key means: its ids are written as its provider has them. */

/** By which requests, callbacks and reports name something of ours. */
export const Name = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: () => "expected 1 to 64 letters, digits, dots, hyphens or underscores, starting with a letter or digit"
  })
)

const Digits = Schema.String.pipe(
  Schema.pattern(/^[0-9]{1,32}$/, { message: () => "expected digits only, as the platform shows the id" })
)

/** What a provider that stands before the platform calls a number: a channel, an integration. */
export const ChannelId = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9_-]{1,64}$/, { message: () => "expected the id as the provider shows it" })
)

/** One number that sends, whatever the provider calls it (CLOUD_API 3.1). */
const senderFields = {
  id: Name.pipe(told("by which requests name the sender, unique over all accounts")),
  number: E164.E164.pipe(told("its phone number, as `+886912345678`")),
  tier: Schema.optionalWith(
    Schema.Literal("initial", "raised").pipe(told("the guide's limit on new conversations ([more](raise-a-limit.md))")),
    { default: () => "initial" }
  ),
  throughput: Schema.optionalWith(
    Schema.Literal("standard", "upgraded", "coexistence").pipe(
      told("how many messages a second the platform takes for it ([more](raise-a-limit.md))")
    ),
    { default: () => "standard" }
  ),
  knownAs: Schema.optionalWith(
    Digits.pipe(
      told(
        "the platform's id by which callers of the platform's paths go on to know it, where the provider has another ([more](move-a-provider.md))"
      )
    ),
    { exact: true }
  )
}

const senderWith = <A, I>(phoneNumberId: Schema.Schema<A, I>) =>
  Schema.Struct({ ...senderFields, phoneNumberId: phoneNumberId.pipe(told("the provider's id of the number")) })

/** A number at the platform, or at who hands on the platform's ids. */
export const numbered = senderWith(Digits)

/** A number at a provider that has ids of its own. */
export const channelled = senderWith(ChannelId)

/** Twilio has no id of a number apart from the number: its digits are taken for one. */
export const twilio = Schema.transform(Schema.Struct(senderFields), Schema.typeSchema(numbered), {
  strict: true,
  decode: (sender) => ({ ...sender, phoneNumberId: sender.number.slice(1) }),
  encode: (sender) => Struct.omit(sender, "phoneNumberId")
})
