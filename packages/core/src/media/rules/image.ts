import * as Finding from "../Finding.ts"
import type { Image } from "../MediaFacts.ts"
import * as MediaKind from "../MediaKind.ts"
import type { Rule } from "./Context.ts"

const remedy = "save it with 8 bits a channel, in RGB"

const depth = ({ bitsPerChannel }: Image): ReadonlyArray<Finding.Finding> => {
  if (bitsPerChannel === null)
    return [Finding.make("image", "image-depth-unknown", "how many bits its channels have cannot be told", remedy)]
  return bitsPerChannel > 8
    ? [Finding.make("image", "image-depth", `it has ${bitsPerChannel} bits a channel; the platform takes 8`, remedy)]
    : []
}

const colour = ({ colour: model }: Image): ReadonlyArray<Finding.Finding> => {
  switch (model) {
    case null:
      return [Finding.make("image", "image-colour-unknown", "how its colours are written cannot be told", remedy)]
    case "cmyk":
      return [Finding.make("image", "image-colour", "its colours are written as CMYK, for print", remedy)]
    case "grey":
    case "grey-alpha":
    case "palette":
      return [
        Finding.make(
          "image",
          "image-colour-reduced",
          `its colours are written as ${model === "palette" ? "a palette" : "grey"}; the platform asks for RGB or RGBA`,
          remedy
        )
      ]
    case "rgb":
    case "rgba":
      return []
  }
}

/**
 * Depth and colours of a picture that is sent as an image: 8 bits, RGB or RGBA (CLOUD_API 3.5).
 *
 * Grey and palettes are a warning, at any depth up to 8: every reader of pictures turns them into 8 bits of RGB without loss, and they
 * are what scanners and charts commonly make. CMYK and 16 bits need a conversion that readers do not agree on: errors.
 */
export const image: Rule = ({ facts: { content }, kind }) =>
  kind === "image" && content._tag === "Image" && MediaKind.formatOf(content.mimeType)?.kind === "image"
    ? [...depth(content), ...colour(content)]
    : []
