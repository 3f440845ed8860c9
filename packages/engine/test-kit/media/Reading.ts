import { noClaims } from "@sluice/core/media/MediaFacts"
import type { MediaFacts } from "@sluice/core/media/MediaFacts"
import { Effect } from "effect"
import type { Scope } from "effect"
import { Bytes, MediaReader } from "../../src/ports/MediaReader.ts"
import type { MediaTooLarge, MediaUnreadable } from "../../src/ports/MediaReader.ts"
import type { Tests } from "../Sharing.ts"

/** Declares tests that share one reader. */
export type Suite = Tests<MediaReader>

/** Puts bytes into a file of the machine that the reader runs on, and answers with its path. */
export type Stored = (bytes: Uint8Array) => Effect.Effect<string, never, Scope.Scope>

/** What the reader says of bytes of which nobody says anything. */
export const read = (bytes: Uint8Array): Effect.Effect<MediaFacts, MediaUnreadable | MediaTooLarge, MediaReader> =>
  Effect.flatMap(MediaReader, (reader) => reader.read(Bytes({ bytes }), noClaims))
