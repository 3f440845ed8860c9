import * as Read from "../../message/internal/read.ts"

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const capital = (fields: Fields, ...keys: ReadonlyArray<string>): Fields => {
  const words = keys.flatMap((key): ReadonlyArray<readonly [string, string]> => {
    const word = Object.hasOwn(fields, key) ? fields[key] : undefined
    return typeof word === "string" ? [[key, word.toUpperCase()]] : []
  })
  return { ...fields, ...Object.fromEntries(words) }
}

/** The list under a key with each of its objects changed; the object itself where there is no such list. */
const each = (fields: Fields, key: string, change: (item: Fields) => Fields): Fields =>
  Array.isArray(Read.at(fields, key))
    ? { ...fields, [key]: Read.items(fields, key).map((item) => (isFields(item) ? change(item) : item)) }
    : fields

const button = (fields: Fields): Fields => capital(fields, "type", "otp_type")

const cardComponent = (fields: Fields): Fields => each(capital(fields, "type", "format"), "buttons", button)

const component = (fields: Fields): Fields =>
  each(cardComponent(fields), "cards", (card) => each(card, "components", cardComponent))

/** The forms of a draft that the platform takes as equal, brought into one; anything else is left as it came. */
export const normalise = (draft: unknown): unknown =>
  isFields(draft) ? each(capital(draft, "category", "parameter_format"), "components", component) : draft
