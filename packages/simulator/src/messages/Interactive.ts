import * as Check from "./Check.ts"

/**
 * What Meta accepts as an `interactive` object, by its type (CLOUD_API 3.1). Types that the page lists without limits
 * are checked for their action alone.
 */

const body = (max: number) => Check.record({ text: Check.text(max) })
const footer = Check.record({ text: Check.text(60) })
const file = Check.record({}, { id: Check.text(64), link: Check.url })
const header = Check.chosenBy("type", {
  text: Check.record({ text: Check.text(60) }),
  image: Check.record({ image: file }),
  video: Check.record({ video: file }),
  document: Check.record({ document: file })
})
const textHeader = Check.record({ type: Check.oneOf("text"), text: Check.text(60) })
const identifier = Check.text(256)

const replyButton = Check.record({
  type: Check.oneOf("reply"),
  reply: Check.record({ id: Check.text(256), title: Check.text(20) })
})

const row = Check.record({ id: Check.text(200), title: Check.text(24) }, { description: Check.text(72, 0) })
const listSection = Check.record({ rows: Check.list(row, 1, 10) }, { title: Check.text(24, 0) })
const productSection = Check.record({
  title: Check.text(24),
  product_items: Check.list(Check.record({ product_retailer_id: identifier }), 1, 30)
})

/** Rows of all sections together, which no single section can know. */
const total =
  (field: string, max: number): Check.Check =>
  (value, path) => {
    const sections = Check.isRecord(value) && Array.isArray(value["sections"]) ? value["sections"] : []
    const count = sections.reduce<number>((sum, section: unknown) => {
      const elements = Check.isRecord(section) ? section[field] : undefined
      return sum + (Array.isArray(elements) ? elements.length : 0)
    }, 0)
    return count > max ? Check.invalid(`${path}.sections`, `at most ${max} ${field} in all, ${count} given`) : null
  }

/** Several sections need titles to be told apart. */
const titled: Check.Check = (value, path) => {
  const sections = Check.isRecord(value) && Array.isArray(value["sections"]) ? value["sections"] : []
  if (sections.length < 2) return null
  return Check.list(Check.record({ title: Check.text(24) }), 2, 10)(sections, `${path}.sections`)
}

const named = (name: string, parameters: Check.Check) =>
  Check.record({ name: Check.oneOf(name), parameters: parameters })

const anyAction = Check.record({ action: Check.record({}) }, { body: body(1024), footer })

const flowParameters = Check.all(
  Check.record(
    { flow_message_version: Check.oneOf("3"), flow_cta: Check.text(30) },
    {
      flow_token: Check.text(4096),
      flow_id: identifier,
      flow_name: identifier,
      flow_action: Check.oneOf("navigate", "data_exchange"),
      flow_action_payload: Check.record({}),
      mode: Check.oneOf("draft", "published")
    }
  ),
  (value, path) =>
    Check.isRecord(value) && value["flow_id"] === undefined && value["flow_name"] === undefined
      ? Check.record({ flow_id: identifier })(value, path)
      : null
)

/** The check of the object: `type` chooses what else is asked for, and one that is not among these is refused as 131009. */
export const check: Check.Check = Check.chosenBy("type", {
  button: Check.record(
    { body: body(1024), action: Check.record({ buttons: Check.list(replyButton, 1, 3) }) },
    { header, footer }
  ),
  list: Check.record(
    {
      body: body(4096),
      action: Check.all(
        Check.record({ button: Check.text(20), sections: Check.list(listSection, 1, 10) }),
        total("rows", 10),
        titled
      )
    },
    { header: textHeader, footer }
  ),
  cta_url: Check.record(
    { body: body(1024), action: named("cta_url", Check.record({ display_text: Check.text(20), url: Check.url })) },
    { header, footer }
  ),
  flow: Check.record({ body: body(1024), action: named("flow", flowParameters) }, { header, footer }),
  product: Check.record(
    { action: Check.record({ catalog_id: identifier, product_retailer_id: identifier }) },
    { body: body(1024), footer }
  ),
  product_list: Check.record(
    {
      header: textHeader,
      body: body(1024),
      action: Check.all(
        Check.record({ catalog_id: identifier, sections: Check.list(productSection, 1, 10) }),
        total("product_items", 30)
      )
    },
    { footer }
  ),
  catalog_message: Check.record(
    { body: body(1024), action: Check.record({ name: Check.oneOf("catalog_message") }) },
    { footer }
  ),
  location_request_message: Check.record({
    body: body(1024),
    action: Check.record({ name: Check.oneOf("send_location") })
  }),
  address_message: anyAction,
  carousel: anyAction,
  order_details: anyAction,
  order_status: anyAction,
  call_permission_request: anyAction,
  voice_call: anyAction
})
