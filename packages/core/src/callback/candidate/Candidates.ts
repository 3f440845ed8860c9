import type { Decoder } from "./Decoder.ts"
import type { FieldList } from "./FieldList.ts"
import * as Listed from "./Listed.ts"

/** Changes of the current decoder that are not in use yet, by name; each is removed when it becomes the current one. */
const candidates: ReadonlyArray<(fields: FieldList) => Decoder> = [Listed.of]

/**
 * The candidates that can be chosen.
 *
 * @param fields the platform's newest list of fields.
 */
export const all = (fields: FieldList): ReadonlyArray<Decoder> => candidates.map((make) => make(fields))

/** A candidate by its name; null where there is none of that name. */
export const find = (name: string, fields: FieldList): Decoder | null =>
  all(fields).find((decoder) => decoder.name === name) ?? null
