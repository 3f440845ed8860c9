import type { DriftView } from "@sluice/client/Callbacks"
import { DateTime } from "effect"
import * as Table from "../Table.ts"

/** What the decoders do not expect, a place a line. Paths and words of a sample are as whoever wrote the callback chose them. */
export const table = (places: ReadonlyArray<DriftView>): string =>
  places.length === 0
    ? "callbacks are as the decoders expect"
    : Table.plain(
        ["provider", "kind", "version", "count", "first", "last", "path", "sample"],
        places.map(({ count, firstAt, kind, lastAt, path, provider, sample, version }) => [
          provider,
          kind,
          version ?? "-",
          String(count),
          DateTime.formatIsoDateUtc(firstAt),
          DateTime.formatIsoDateUtc(lastAt),
          path,
          sample
        ]),
        new Set([3])
      )
