/** What Bird takes as the body of a message (CLOUD_API 3.9). */

/** The value at a path of names and places; undefined where there is none. */
export const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (owner, step) =>
      typeof owner === "object" && owner !== null && Object.hasOwn(owner, step) ? Reflect.get(owner, step) : undefined,
    value
  )

const fileKind = (contentType: unknown): string => {
  const [kind = ""] = String(contentType).split("/")
  return kind === "video" || kind === "audio" ? kind : "document"
}

const actionsOf = (owner: unknown): ReadonlyArray<unknown> => {
  const actions = at(owner, "actions")
  return Array.isArray(actions) ? actions : []
}

/** Actions beneath a text, a picture or a file are the buttons of an interactive message. */
const withButtons = (
  shown: unknown,
  header: Readonly<Record<string, unknown>> | null
): Readonly<Record<string, unknown>> | null => {
  const actions = actionsOf(shown)
  if (actions.length === 0) return null
  const body = { text: at(shown, "text") }
  if (at(actions, 0, "type") === "locationRequest") {
    return {
      type: "interactive",
      interactive: { type: "location_request_message", body, action: { name: "send_location" } }
    }
  }
  const buttons = actions.map((action) => ({
    type: "reply",
    reply: { id: at(action, "postback", "payload"), title: at(action, "postback", "text") }
  }))
  return {
    type: "interactive",
    interactive: { type: "button", ...(header === null ? {} : { header }), body, action: { buttons } }
  }
}

const ofList = (list: unknown): Readonly<Record<string, unknown>> => {
  const title = at(list, "title")
  const items = at(list, "items")
  const sections = (Array.isArray(items) ? items : []).map((item: unknown) => ({
    ...(at(item, "title") === undefined ? {} : { title: at(item, "title") }),
    rows: actionsOf(item).map((action) => {
      const description = at(action, "postback", "metadata", "description", "label")
      return {
        id: at(action, "postback", "payload"),
        title: at(action, "postback", "text"),
        ...(description === undefined ? {} : { description })
      }
    })
  }))
  return {
    type: "interactive",
    interactive: {
      type: "list",
      ...(title === undefined ? {} : { header: { type: "text", text: title } }),
      body: { text: at(list, "text") },
      action: { button: at(list, "metadata", "button", "label"), sections }
    }
  }
}

/** The body of a message in the platform's own words. */
export const read = (body: unknown): Readonly<Record<string, unknown>> => {
  const caption = (text: unknown) => (typeof text === "string" ? { caption: text } : {})
  switch (at(body, "type")) {
    case "text":
      return withButtons(at(body, "text"), null) ?? { type: "text", text: { body: at(body, "text", "text") } }
    case "list":
      return ofList(at(body, "list"))
    case "image": {
      const image = { link: at(body, "image", "images", 0, "mediaUrl") }
      const interactive = withButtons(at(body, "image"), { type: "image", image })
      if (interactive !== null) return interactive
      return {
        type: "image",
        image: { ...image, ...caption(at(body, "image", "text")) }
      }
    }
    case "file": {
      const file = at(body, "file", "files", 0)
      const kind = fileKind(at(file, "contentType"))
      const link = { link: at(file, "mediaUrl") }
      const interactive = withButtons(at(body, "file"), { type: kind, [kind]: link })
      if (interactive !== null) return interactive
      const shown = kind === "audio" ? {} : caption(at(body, "file", "text"))
      return { type: kind, [kind]: { ...link, ...shown } }
    }
    case "location":
      return { type: "location", location: at(body, "location", "coordinates") }
    default:
      return { type: String(at(body, "type")) }
  }
}
