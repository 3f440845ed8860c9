/** A text within a JSON document: where it stands, quotes included, and what it says. */
export interface Place {
  /** Keys, and places in lists. */
  readonly path: ReadonlyArray<string | number>
  readonly value: string
  readonly start: number
  readonly end: number
  /** Where its field begins, at the key's first quote; its own start in a list. */
  readonly fieldStart: number
}

/** What takes the place of a text: another one, or null, which takes the whole field away. */
export interface Edit {
  readonly place: Place
  readonly value: string | null
}

interface Frame {
  /** The key that was read last, null before the first; in a list the place. */
  step: string | number | null
  keyStart: number
  readonly isList: boolean
}

/** Behind the closing quote of the text that begins at `start`. */
const textEnd = (json: string, start: number): number => {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === "\\") at++
    else if (json[at] === '"') return at + 1
  }
  return json.length
}

/** Whether a text that ends at `end` is a key. */
const isKey = (json: string, end: number): boolean => /^[ \t\r\n]*:/.test(json.slice(end, end + 64))

/**
 * Every text of a JSON document whose path is wanted, in its order. The document is one that a parser has taken already; nothing else of it is
 * looked at, so however deep it is, it costs one pass.
 */
export const texts = (json: string, wants: (path: ReadonlyArray<string | number>) => boolean): ReadonlyArray<Place> => {
  const found: Array<Place> = []
  const frames: Array<Frame> = []
  for (let at = 0; at < json.length; at++) {
    const frame = frames.at(-1)
    switch (json[at]) {
      case "{":
        frames.push({ step: null, keyStart: at, isList: false })
        break
      case "[":
        frames.push({ step: 0, keyStart: at, isList: true })
        break
      case "}":
      case "]":
        frames.pop()
        break
      case ",":
        if (frame?.isList === true && typeof frame.step === "number") frame.step++
        break
      case '"': {
        const end = textEnd(json, at)
        if (frame !== undefined && !frame.isList && isKey(json, end)) {
          frame.step = String(JSON.parse(json.slice(at, end)))
          frame.keyStart = at
        } else {
          const path = frames.map(({ step }) => step ?? "")
          if (wants(path)) {
            const fieldStart = frame === undefined || frame.isList ? at : frame.keyStart
            found.push({ path, value: String(JSON.parse(json.slice(at, end))), start: at, end, fieldStart })
          }
        }
        at = end - 1
      }
    }
  }
  return found
}

/** JSON of a value as the platform writes it: everything beyond ASCII escaped, in lowercase (CLOUD_API 3.6). */
export const written = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

/** What is cut out with a field: it, and the comma behind it, or else the one in front. */
const fieldSpan = (json: string, { end, fieldStart }: Place): readonly [number, number] => {
  const [behind = ""] = /^[ \t\r\n]*,[ \t\r\n]*/.exec(json.slice(end, end + 256)) ?? []
  if (behind !== "") return [fieldStart, end + behind.length]
  const [before = ""] = /,[ \t\r\n]*$/.exec(json.slice(Math.max(0, fieldStart - 256), fieldStart)) ?? []
  return [fieldStart - before.length, end]
}

/** The document with some of its texts replaced, and every other letter as it was. @param edits in the order of their places. */
export const edited = (json: string, edits: ReadonlyArray<Edit>): string => {
  const parts: Array<string> = []
  let from = 0
  for (const { place, value } of edits) {
    const [start, end] = value === null ? fieldSpan(json, place) : [place.start, place.end]
    parts.push(json.slice(from, Math.max(from, start)), value === null ? "" : written(value))
    from = end
  }
  return parts.join("") + json.slice(from)
}
