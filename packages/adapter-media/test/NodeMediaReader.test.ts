import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import * as NodeMediaReader from "@sluice/adapter-media/NodeMediaReader"
import * as MediaReaderConformance from "@sluice/engine/test-kit/MediaReaderConformance"
import { streamBytesMax } from "@sluice/engine/test-kit/media/sources"
import { Effect, Layer } from "effect"

const stored = (bytes: Uint8Array) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* files.makeTempFileScoped()
    yield* files.writeFile(path, bytes)
    return path
  }).pipe(Effect.orDie, Effect.provide(NodeFileSystem.layer))

MediaReaderConformance.suite(
  "Node",
  NodeMediaReader.layer({ streamBytesMax }).pipe(Layer.provide(NodeFileSystem.layer)),
  stored
)
