import * as Finding from "../Finding.ts"

/** The finding of a field that has more code points than fit. */
export const tooLong = (
  code: Finding.Code,
  field: Finding.Field,
  charactersMax: number
): ReadonlyArray<Finding.Finding> => {
  const length = Finding.codePoints(field.text)
  return length > charactersMax
    ? [Finding.whole(code, field, `${length} characters, where at most ${charactersMax} fit`)]
    : []
}
