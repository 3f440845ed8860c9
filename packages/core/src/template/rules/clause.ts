/** The stretch of a text around a place, from the end before it to the end after it. */
export const clauseAt = (
  text: string,
  { end, start }: { readonly start: number; readonly end: number },
  ends: RegExp
): string => {
  const before = text.slice(0, start).split(ends).at(-1) ?? ""
  const after = text.slice(end).split(ends, 1)[0] ?? ""
  return before + text.slice(start, end) + after
}
