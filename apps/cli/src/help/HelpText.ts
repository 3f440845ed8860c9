import * as HelpDoc from "@effect/cli/HelpDoc"
import type * as Span from "@effect/cli/HelpDoc/Span"

/** A help text taken apart again: the library keeps it as a tree, and tells nothing else of a command's options. */

const text = (span: Span.Span): string => {
  switch (span._tag) {
    case "Text":
      return span.value
    case "URI":
      return span.value
    case "Sequence":
      return text(span.left) + text(span.right)
    case "Highlight":
    case "Strong":
    case "Weak":
      return text(span.value)
  }
}

/** One block: a heading, a paragraph, or a setting with what is said of it. */
export type Block =
  | { readonly _tag: "Heading"; readonly text: string }
  | { readonly _tag: "Paragraph"; readonly text: string }
  | { readonly _tag: "Setting"; readonly name: string; readonly lines: ReadonlyArray<string> }

const lines = (doc: HelpDoc.HelpDoc): ReadonlyArray<string> =>
  blocks(doc).flatMap((block) => (block._tag === "Setting" ? [block.name, ...block.lines] : [block.text]))

/** The blocks of a help text, in their order. */
export const blocks = (doc: HelpDoc.HelpDoc): ReadonlyArray<Block> => {
  switch (doc._tag) {
    case "Empty":
      return []
    case "Header":
      return [{ _tag: "Heading", text: text(doc.value) }]
    case "Paragraph":
      return [{ _tag: "Paragraph", text: text(doc.value) }]
    case "DescriptionList":
      return doc.definitions.map(([name, of]) => ({ _tag: "Setting", name: text(name), lines: lines(of) }))
    case "Enumeration":
      return doc.elements.flatMap(blocks)
    case "Sequence":
      return [...blocks(doc.left), ...blocks(doc.right)]
  }
}

/** All of it as one line. */
export const plain = (doc: HelpDoc.HelpDoc): string => lines(doc).join(" ").trim()
