import type { Interactive } from "./Interactive.ts"
import type { Content } from "./OutboundMessage.ts"
import type { Template } from "./Template.ts"

/** A file that a message shows: an id of an upload, or a link that the platform fetches; exactly one is set. */
export interface MediaReference {
  readonly kind: "image" | "video" | "audio" | "document" | "sticker"
  /** Where it stands in the content, as in the issues: `interactive.header.image`. */
  readonly path: string
  readonly id: string | null
  readonly link: string | null
}

type Shown = { readonly id?: string; readonly link?: string }

const reference = (kind: MediaReference["kind"], path: string, { id, link }: Shown): MediaReference => ({
  kind,
  path: `${path}${kind}`,
  id: id ?? null,
  link: link ?? null
})

/** A header of an interactive message, of a card, or a value of a template's header; they share their shape. */
type Headed =
  | { readonly type: "image"; readonly image: Shown }
  | { readonly type: "video"; readonly video: Shown }
  | { readonly type: "document"; readonly document: Shown }
  | { readonly type: "text" | "location" | "product" | "currency" | "date_time" }

const ofHeader = (header: Headed, path: string): ReadonlyArray<MediaReference> => {
  switch (header.type) {
    case "image":
      return [reference("image", path, header.image)]
    case "video":
      return [reference("video", path, header.video)]
    case "document":
      return [reference("document", path, header.document)]
    case "text":
    case "location":
    case "product":
    case "currency":
    case "date_time":
      return []
  }
}

const ofInteractive = (interactive: Interactive): ReadonlyArray<MediaReference> => {
  const header =
    "header" in interactive && interactive.header !== undefined
      ? ofHeader(interactive.header, "interactive.header.")
      : []
  const cards = interactive.type === "carousel" ? interactive.action.cards : []
  return [
    ...header,
    ...cards.flatMap((card, position) =>
      card.header === undefined ? [] : ofHeader(card.header, `interactive.action.cards[${position}].header.`)
    )
  ]
}

type Components = NonNullable<Template["components"]>

const ofComponents = (components: Components, path: string): ReadonlyArray<MediaReference> =>
  components.flatMap((component, position) => {
    const at = `${path}[${position}]`
    switch (component.type) {
      case "header":
        return component.parameters.flatMap((value, index) => ofHeader(value, `${at}.parameters[${index}].`))
      case "carousel":
        return component.cards.flatMap((card, index) =>
          ofComponents(card.components, `${at}.cards[${index}].components`)
        )
      case "body":
      case "button":
      case "limited_time_offer":
      case "order_status":
        return []
    }
  })

/** Every file that a content shows, in the order in which it shows them; none for words alone (SPEC MD; CLOUD_API 3.1). */
export const mediaReferences = (content: Content): ReadonlyArray<MediaReference> => {
  switch (content.type) {
    case "image":
      return [reference("image", "", content.image)]
    case "video":
      return [reference("video", "", content.video)]
    case "audio":
      return [reference("audio", "", content.audio)]
    case "document":
      return [reference("document", "", content.document)]
    case "sticker":
      return [reference("sticker", "", content.sticker)]
    case "interactive":
      return ofInteractive(content.interactive)
    case "template":
      return ofComponents(content.template.components ?? [], "template.components")
    case "text":
    case "location":
    case "contacts":
    case "reaction":
      return []
  }
}
