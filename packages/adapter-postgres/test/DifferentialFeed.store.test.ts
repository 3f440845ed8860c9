import { it } from "@effect/vitest"
import { describe } from "vitest"
import * as Alike from "./Alike.ts"
import * as FeedScript from "./FeedScript.ts"
import * as Stores from "./Stores.ts"

// Alone on its server: a feed shows what is older than every transaction under way there.
const alike = Alike.to(Stores.ofFileAlone().layer)

describe("the feeds of PgStore and MemoryStore", () => {
  it.live("tell alike what happens, and to whom, after any sequence of calls", () => alike(FeedScript, 40), 120_000)
})
