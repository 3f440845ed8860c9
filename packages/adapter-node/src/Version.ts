import { Schema } from "effect"
import { readFileSync } from "node:fs"

const Manifest = Schema.parseJson(Schema.Struct({ version: Schema.String }))

/** The version of Sluice, as this package's manifest says: all packages have the same. The manifest lies beside both `src` and `dist`. */
export const version: string = Schema.decodeSync(Manifest)(
  readFileSync(new URL("../package.json", import.meta.url), "utf8")
).version
