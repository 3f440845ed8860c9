/**
 * A path in a callback as a place in its format: what a decoder does not know stands in one place, in however many callbacks and at however many
 * positions (SPEC WH-09).
 *
 * Positions lose their number, and a step that holds four digits in a row is no field's name but a value used as one (a number, a date, an id): it becomes `*`,
 * so that places stay few and nobody's number is kept.
 *
 * @example
 * Place.of("entry[0].changes[2].value.statuses[7].pricing.tier") // "entry[].changes[].value.statuses[].pricing.tier"
 */
export const of = (path: string): string => {
  const place = path
    .replaceAll(/\[\d+\]/g, "[]")
    .split(".")
    .map((step) => (/\d{4}/.test(step) ? "*" : step))
    .join(".")
  return place.length <= placeCharactersMax ? place : `${place.slice(0, placeCharactersMax - 1)}…`
}

/** No documented path has half as many; a longer one is cut. */
export const placeCharactersMax = 200
