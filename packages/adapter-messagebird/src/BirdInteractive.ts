import type { Content } from "@sluice/core/message/OutboundMessage"
import * as Support from "@sluice/core/message/Support"
import { Either } from "effect"

/** Interactive messages as Bird has them: actions beneath a text, a picture, a file or the items of a list (CLOUD_API 3.9). */

type Fields = Readonly<Record<string, unknown>>
type Interactive = Extract<Content, { readonly type: "interactive" }>["interactive"]
type Buttons = Extract<Interactive, { readonly type: "button" }>
type List = Extract<Interactive, { readonly type: "list" }>

/** A touch on it comes back with the payload, as the id of the button or the row does at the platform. */
const postback = (id: string, title: string, description?: string): Fields => ({
  type: "postback",
  postback: {
    text: title,
    payload: id,
    ...(description === undefined ? {} : { metadata: { description: { label: description } } })
  }
})

/** How a file is written that stands above the text; of the dialect. */
type FileOf = (
  kind: "video" | "document",
  shown: { readonly link?: string; readonly filename?: string }
) => { readonly file: Fields }

const buttons = ({ action, body: { text }, header }: Buttons, fileOf: FileOf): Either.Either<Fields, string> => {
  const actions = action.buttons.map(({ reply }) => postback(reply.id, reply.title))
  switch (header?.type) {
    case undefined:
      return Either.right({ type: "text", text: { text, actions } })
    case "image":
      return Either.right({ type: "image", image: { images: [{ mediaUrl: header.image.link }], text, actions } })
    case "video":
      return Either.right({ type: "file", file: { ...fileOf("video", header.video).file, text, actions } })
    case "document":
      return Either.right({ type: "file", file: { ...fileOf("document", header.document).file, text, actions } })
    case "text":
      return Either.left("a header of words")
  }
}

const list = ({ action, body: { text }, header }: List): Fields => ({
  type: "list",
  list: {
    ...(header === undefined ? {} : { title: header.text }),
    text,
    // For recipients whose phone shows no lists.
    altText: text,
    items: action.sections.map(({ rows, title }) => ({
      ...(title === undefined ? {} : { title }),
      actions: rows.map((row) => postback(row.id, row.title, row.description))
    })),
    metadata: { button: { label: action.button } }
  }
})

/** The body of an interactive message, or what of it Bird has no place for. */
export const body = (interactive: Interactive, fileOf: FileOf): Either.Either<Fields, string> => {
  if ("footer" in interactive && interactive.footer !== undefined) return Either.left("a footer")
  switch (interactive.type) {
    case "button":
      return buttons(interactive, fileOf)
    case "list":
      return Either.right(list(interactive))
    case "location_request_message":
      return Either.right({
        type: "text",
        text: { text: interactive.body.text, actions: [{ type: "locationRequest" }] }
      })
    default:
      return Either.left(Support.kindOf({ type: "interactive", interactive }))
  }
}
