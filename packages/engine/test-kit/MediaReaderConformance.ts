import type { Layer } from "effect"
import type { MediaReader } from "../src/ports/MediaReader.ts"
import * as Hostile from "./media/hostile.ts"
import type { Stored } from "./media/Reading.ts"
import * as Sources from "./media/sources.ts"
import * as Told from "./media/told.ts"
import * as Sharing from "./Sharing.ts"

/**
 * What every reader of media guarantees.
 *
 * @param stored puts bytes where the reader finds files; they are gone when the scope closes.
 * @param layer takes streams of up to `Sources.streamBytesMax` bytes.
 */
export const suite = <E>(name: string, layer: Layer.Layer<MediaReader, E>, stored: Stored): void => {
  // One reader for all: to start one may be costly, and what one file did to it must not show in the next.
  Sharing.suite(`MediaReader, ${name}`, layer, (it) => {
    Told.declare(it)
    Sources.declare(it, stored)
    Hostile.declare(it)
  })
}
