import { Ajv } from "ajv"
import { Schema } from "effect"
import { z } from "zod"
import * as Callback from "@sluice/core/callback/Callback"
import * as SecondOpinion from "@sluice/core/callback/SecondOpinion"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"

/** The promise of the decoder: reading a callback never costs more than parsing the bytes that it came in. */
const parseFloor = 1

const wrapped = (value: object): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "100000000000001",
        changes: [
          {
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "12025550100", phone_number_id: "200000000000001" },
              ...value
            },
            field: "messages"
          }
        ]
      }
    ]
  })

const contacts = [{ profile: { name: "Customer 1" }, wa_id: "12025550111" }]

/** As the platform makes them: some fifty characters. */
const wamid = (number: number): string => `wamid.HBgLMTIwMjU1NTAxMTEVAgARGBI3MTE5MjVBOTE3MDk5QUVFM${number}YA`

const status = (number: number, word: string): object => ({
  id: wamid(number),
  status: word,
  timestamp: `175000010${number}`,
  recipient_id: "12025550111",
  biz_opaque_callback_data: "01980a4e-5f0e-7cc0-9a4e-9d1c2f3b4a5d",
  conversation: { id: "6ceb9d929c9bdc4f90e967a32f8639b4", origin: { type: "marketing" } },
  pricing: { billable: true, pricing_model: "PMP", type: "regular", category: "marketing" }
})

const received = (number: number, content: object): object => ({
  from: "12025550111",
  id: wamid(number),
  timestamp: `175000020${number}`,
  context: { from: "12025550100", id: wamid(9) },
  ...content
})

/** Callbacks of about 1 KB, in the shares that traffic has them: mostly statuses (WH-04), and received messages of several types. */
const texts: ReadonlyArray<string> = [
  wrapped({ statuses: [status(1, "sent"), status(2, "delivered")] }),
  wrapped({ statuses: [status(3, "delivered"), status(4, "read")] }),
  wrapped({
    statuses: [
      status(5, "read"),
      {
        ...status(6, "failed"),
        errors: [
          {
            code: 131_026,
            title: "Message undeliverable",
            message: "Message undeliverable",
            error_data: { details: "Message Undeliverable." },
            href: "/documentation/error-codes"
          }
        ]
      }
    ]
  }),
  wrapped({ contacts, messages: [received(7, { type: "text", text: { body: "Is it in stock? ".repeat(36) } })] }),
  wrapped({
    contacts,
    messages: [
      received(8, {
        type: "image",
        image: {
          id: "500000000000001",
          mime_type: "image/jpeg",
          sha256: "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
          caption: "The pot that came broken. ".repeat(14)
        }
      }),
      received(9, {
        type: "interactive",
        interactive: { type: "button_reply", button_reply: { id: "a", title: "Yes" } }
      })
    ]
  })
]

const parsed: ReadonlyArray<unknown> = texts.map((text): unknown => JSON.parse(text))

/** One call reads them all; `read` answers something that depends on the whole of each. */
const entry = (name: string, read: (json: unknown) => number): Contest.Entry => ({
  name,
  operations: parsed.length,
  run: () => {
    let done = 0
    for (const json of parsed) done += read(json)
    return done
  }
})

const decoder = entry("sluice", (json) => Callback.decode(json).events.length)

const twice = entry("sluice, read twice", (json) => {
  const decoded = Callback.decode(json)
  return SecondOpinion.compare(decoded, json)._tag === "Agreement" ? decoded.events.length : 0
})

const parse: Contest.Entry = {
  name: "JSON.parse of the same text",
  operations: texts.length,
  run: () => {
    let done = 0
    for (const text of texts) if (JSON.parse(text) !== null) done++
    return done
  }
}

const zodSchema = z.looseObject({
  object: z.literal("whatsapp_business_account"),
  entry: z.array(
    z.looseObject({
      id: z.string(),
      changes: z.array(
        z.looseObject({
          field: z.string(),
          value: z.looseObject({
            messaging_product: z.literal("whatsapp"),
            metadata: z.looseObject({ display_phone_number: z.string(), phone_number_id: z.string() }),
            contacts: z
              .array(z.looseObject({ wa_id: z.string(), profile: z.looseObject({ name: z.string() }) }))
              .optional(),
            messages: z
              .array(
                z.looseObject({
                  id: z.string(),
                  from: z.string(),
                  timestamp: z.string(),
                  type: z.string(),
                  context: z.looseObject({ from: z.string(), id: z.string() }).optional(),
                  text: z.looseObject({ body: z.string() }).optional(),
                  image: z.looseObject({ id: z.string(), mime_type: z.string(), sha256: z.string() }).optional(),
                  interactive: z.looseObject({ type: z.string() }).optional()
                })
              )
              .optional(),
            statuses: z
              .array(
                z.looseObject({
                  id: z.string(),
                  status: z.enum(["sent", "delivered", "read", "failed", "played"]),
                  timestamp: z.string(),
                  recipient_id: z.string(),
                  biz_opaque_callback_data: z.string().optional(),
                  conversation: z
                    .looseObject({ id: z.string(), origin: z.looseObject({ type: z.string() }) })
                    .optional(),
                  pricing: z
                    .looseObject({
                      billable: z.boolean(),
                      pricing_model: z.string(),
                      type: z.string(),
                      category: z.string()
                    })
                    .optional(),
                  errors: z.array(z.looseObject({ code: z.number(), title: z.string() })).optional()
                })
              )
              .optional()
          })
        })
      )
    })
  )
})

const text = { type: "string" }
const object = (properties: object, required: ReadonlyArray<string> = Object.keys(properties)): object => ({
  type: "object",
  properties,
  required
})
const array = (items: object): object => ({ type: "array", items })

/** The very schema above. */
const ajvValid = new Ajv().compile(
  object({
    object: { const: "whatsapp_business_account" },
    entry: array(
      object({
        id: text,
        changes: array(
          object({
            field: text,
            value: object(
              {
                messaging_product: { const: "whatsapp" },
                metadata: object({ display_phone_number: text, phone_number_id: text }),
                contacts: array(object({ wa_id: text, profile: object({ name: text }) })),
                messages: array(
                  object(
                    {
                      id: text,
                      from: text,
                      timestamp: text,
                      type: text,
                      context: object({ from: text, id: text }),
                      text: object({ body: text }),
                      image: object({ id: text, mime_type: text, sha256: text }),
                      interactive: object({ type: text })
                    },
                    ["id", "from", "timestamp", "type"]
                  )
                ),
                statuses: array(
                  object(
                    {
                      id: text,
                      status: { enum: ["sent", "delivered", "read", "failed", "played"] },
                      timestamp: text,
                      recipient_id: text,
                      biz_opaque_callback_data: text,
                      conversation: object({ id: text, origin: object({ type: text }) }),
                      pricing: object({
                        billable: { type: "boolean" },
                        pricing_model: text,
                        type: text,
                        category: text
                      }),
                      errors: array(object({ code: { type: "number" }, title: text }))
                    },
                    ["id", "status", "timestamp", "recipient_id"]
                  )
                )
              },
              ["messaging_product", "metadata"]
            )
          })
        )
      })
    )
  })
)

/** The very schema above. */
const effectDecode = Schema.decodeUnknownSync(
  Schema.Struct({
    object: Schema.Literal("whatsapp_business_account"),
    entry: Schema.Array(
      Schema.Struct({
        id: Schema.String,
        changes: Schema.Array(
          Schema.Struct({
            field: Schema.String,
            value: Schema.Struct({
              messaging_product: Schema.Literal("whatsapp"),
              metadata: Schema.Struct({ display_phone_number: Schema.String, phone_number_id: Schema.String }),
              contacts: Schema.optional(
                Schema.Array(Schema.Struct({ wa_id: Schema.String, profile: Schema.Struct({ name: Schema.String }) }))
              ),
              messages: Schema.optional(
                Schema.Array(
                  Schema.Struct({
                    id: Schema.String,
                    from: Schema.String,
                    timestamp: Schema.String,
                    type: Schema.String,
                    context: Schema.optional(Schema.Struct({ from: Schema.String, id: Schema.String })),
                    text: Schema.optional(Schema.Struct({ body: Schema.String })),
                    image: Schema.optional(
                      Schema.Struct({ id: Schema.String, mime_type: Schema.String, sha256: Schema.String })
                    ),
                    interactive: Schema.optional(Schema.Struct({ type: Schema.String }))
                  })
                )
              ),
              statuses: Schema.optional(
                Schema.Array(
                  Schema.Struct({
                    id: Schema.String,
                    status: Schema.Literal("sent", "delivered", "read", "failed", "played"),
                    timestamp: Schema.String,
                    recipient_id: Schema.String,
                    biz_opaque_callback_data: Schema.optional(Schema.String),
                    conversation: Schema.optional(
                      Schema.Struct({ id: Schema.String, origin: Schema.Struct({ type: Schema.String }) })
                    ),
                    pricing: Schema.optional(
                      Schema.Struct({
                        billable: Schema.Boolean,
                        pricing_model: Schema.String,
                        type: Schema.String,
                        category: Schema.String
                      })
                    ),
                    errors: Schema.optional(Schema.Array(Schema.Struct({ code: Schema.Number, title: Schema.String })))
                  })
                )
              )
            })
          })
        )
      })
    )
  })
)

/** They say yes or no of the same callbacks: without events, moments, or a word of what is new in them. */
const validators: ReadonlyArray<Contest.Entry> = [
  entry("zod, types alone", (json) => zodSchema.parse(json).entry.length),
  entry("ajv compiled, types alone", (json) => (ajvValid(json) ? 1 : 0)),
  entry("Effect Schema, types alone", (json) => effectDecode(json).entry.length)
]

const meanBytes = Math.round(texts.reduce((sum, { length }) => sum + length, 0) / texts.length)

/** @public Found by its file's name. */
export const suite: Suite = {
  name: "decode",
  describe: `callbacks of ${meanBytes} bytes from their parsed JSON, against parsing them and against validators of their types`,
  run: async ({ effort }) => ({
    contests: [
      await Contest.hold(
        {
          title: "decoded into events, everything unknown reported",
          unit: "callbacks/s",
          subject: decoder,
          peers: [{ ...parse, floor: parseFloor }, ...validators]
        },
        effort
      ),
      await Contest.hold(
        {
          title: "decoded, and read a second time by another way (WH-11)",
          unit: "callbacks/s",
          subject: twice,
          peers: [parse, ...validators]
        },
        effort
      )
    ]
  })
}
