import * as Check from "./Check.ts"
import * as Interactive from "./Interactive.ts"

/** What Meta accepts as the content of each message type (CLOUD_API 3.1), templates' parameters excepted. */

/** One of two: a file that was uploaded, or where to fetch it. */
const file = (optional: Readonly<Record<string, Check.Check>>): Check.Check =>
  Check.all(Check.record({}, { id: Check.text(64), link: Check.url, ...optional }), (value, path) => {
    const given = Check.isRecord(value) ? ["id", "link"].filter((key) => value[key] !== undefined) : []
    if (given.length === 0) return Check.record({ id: Check.text(64) })(value, path)
    return given.length > 1 ? Check.invalid(path, "either id or link, not both") : null
  })

const caption = Check.text(1024, 0)

const contact = Check.record(
  { name: Check.record({ formatted_name: Check.text(1024) }) },
  {
    phones: Check.list(Check.record({}), 0, 257),
    emails: Check.list(Check.record({}), 0, 257),
    addresses: Check.list(Check.record({}), 0, 257),
    urls: Check.list(Check.record({}), 0, 257),
    org: Check.record({})
  }
)

const parameter = Check.chosenBy("type", {
  text: Check.record({}),
  currency: Check.record({
    currency: Check.record({
      fallback_value: Check.text(64),
      code: Check.text(3, 3),
      amount_1000: Check.numeric(0, 1e15)
    })
  }),
  date_time: Check.record({ date_time: Check.record({ fallback_value: Check.text(256) }) }),
  image: Check.record({ image: file({}) }),
  video: Check.record({ video: file({}) }),
  document: Check.record({ document: file({ filename: Check.text(240) }) }),
  location: Check.record({
    location: Check.record({ latitude: Check.numeric(-90, 90), longitude: Check.numeric(-180, 180) })
  }),
  payload: Check.record({ payload: Check.text(128) }),
  coupon_code: Check.record({ coupon_code: Check.text(20) }),
  action: Check.record({ action: Check.record({}) })
})

const parameters = Check.list(parameter, 0, 100)

/** Published requests write these in either case. */
const oneOfAnyCase =
  (...allowed: ReadonlyArray<string>): Check.Check =>
  (value, path) =>
    Check.oneOf(...allowed)(typeof value === "string" ? value.toLowerCase() : value, path)

const component = Check.chosenBy("type", {
  header: Check.record({ parameters }),
  body: Check.record({ parameters }),
  button: Check.record({
    sub_type: oneOfAnyCase("quick_reply", "url", "copy_code", "flow", "catalog", "mpm", "voice_call", "order_details"),
    index: Check.numeric(0, 9),
    parameters
  }),
  carousel: Check.record({ cards: Check.list(Check.record({}), 1, 10) }),
  limited_time_offer: Check.record({ parameters: Check.list(Check.record({}), 1, 1) })
})

/** By message type; the key is also the field that holds the content. */
export const checks: Readonly<Record<string, Check.Check>> = {
  text: Check.record({ body: Check.text(4096) }, { preview_url: Check.flag }),
  image: file({ caption }),
  video: file({ caption }),
  audio: file({ voice: Check.flag }),
  document: file({ caption, filename: Check.text(240) }),
  sticker: file({}),
  location: Check.record(
    { latitude: Check.numeric(-90, 90), longitude: Check.numeric(-180, 180) },
    { name: Check.text(1000, 0), address: Check.text(1000, 0) }
  ),
  contacts: Check.list(contact, 1, 257),
  reaction: Check.record({ message_id: Check.text(512), emoji: Check.text(64, 0) }),
  interactive: Interactive.check,
  template: Check.record(
    { name: Check.text(512), language: Check.record({ code: Check.text(16) }) },
    { components: Check.list(component, 0, 20) }
  )
}
