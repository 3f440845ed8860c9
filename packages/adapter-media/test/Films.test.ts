import { NodeFileSystem } from "@effect/platform-node"
import * as NodeMediaReader from "@sluice/adapter-media/NodeMediaReader"
import { noClaims } from "@sluice/core/media/MediaFacts"
import { Bytes, MediaReader } from "@sluice/engine/ports/MediaReader"
import * as Sharing from "@sluice/engine/test-kit/Sharing"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { film } from "./film.ts"

const reader = NodeMediaReader.layer().pipe(Layer.provide(NodeFileSystem.layer))

const films = [
  ["first", 3, false],
  ["first", 3, true],
  ["last", 3, true],
  ["last", 12, false],
  ["in fragments", 3, false],
  ["in fragments", 3, true]
] as const

Sharing.suite("films that another program wrote", reader, (it) => {
  for (const [layout, seconds, hasBFrames] of films)
    it.effect(`MD-02: ${seconds} s, index ${layout}, ${hasBFrames ? "with" : "without"} B-frames`, () =>
      Effect.gen(function* () {
        const { read } = yield* MediaReader
        const bytes = yield* Effect.promise(() => film(layout, seconds, hasBFrames))
        const { content, isWhole } = yield* read(Bytes({ bytes }), noClaims)
        expect(isWhole).toBe(true)
        expect(content).toEqual({
          _tag: "Video",
          mimeType: "video/mp4",
          seconds: expect.closeTo(seconds, 1),
          video: [{ codec: "h264", profile: "main", hasBFrames, width: 320, height: 240 }],
          audio: [{ codec: "aac", channels: 2 }],
          isIndexFirst: layout !== "last"
        })
      })
    )
})
