/** A picture as a reader sees it: its elements, its words, and whether everything is on the paper. */

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface Picture {
  readonly title: string
  readonly elements: ReadonlyArray<Element>
  readonly texts: ReadonlyArray<string>
  /** Whether every rectangle and every text begins within the view. */
  readonly isInside: boolean
}

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")

const attributesOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]))

/** Parses strictly: tags have to close in their order, and text may hold no bare sign of XML. */
export const parse = (svg: string): Picture => {
  const elements: Array<Element> = []
  const texts: Array<string> = []
  const open: Array<string> = []
  let title = ""
  for (const [token] of svg.matchAll(/<[^>]*>|[^<]+/g)) {
    if (token.startsWith("</")) {
      const last = open.pop()
      if (token !== `</${last}>`) throw new Error(`${token} closes ${last}`)
      continue
    }
    if (!token.startsWith("<")) {
      if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)|>/.test(token)) throw new Error(`not escaped: ${token}`)
      if (open.at(-1) === "title") title = unescaped(token)
      if (open.at(-1) === "text") texts.push(unescaped(token))
      continue
    }
    const [, name = "", rest = ""] = /^<([\w:]+)([^>]*)>$/.exec(token) ?? []
    elements.push({ name, attributes: attributesOf(rest) })
    if (!token.endsWith("/>")) open.push(name)
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(", ")}`)
  const [, , width = 0, height = 0] = (elements[0]?.attributes["viewBox"] ?? "").split(" ").map(Number)
  const placed = elements.filter(({ name }) => name === "rect" || name === "text")
  return {
    title,
    elements,
    texts,
    isInside: placed.every(({ attributes }) => {
      const [x, y] = [Number(attributes["x"] ?? 0), Number(attributes["y"] ?? 0)]
      const right = x + Number(attributes["width"] ?? 0)
      const bottom = y + Number(attributes["height"] ?? 0)
      return (
        [x, y, right, bottom].every(Number.isFinite) && x >= 0 && y >= 0 && right <= width + 0.1 && bottom <= height
      )
    })
  }
}
