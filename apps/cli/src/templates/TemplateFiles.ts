import { Array, Effect, Either, Stream } from "effect"
import { documents } from "../callbacks/Documents.ts"
import * as ExitCode from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"

/** The platform answers a list of templates as the field `data`. */
const members = (json: unknown): ReadonlyArray<unknown> =>
  typeof json === "object" && json !== null && "data" in json && Array.isArray(json.data) ? json.data : [json]

/** Every template of a file, as JSON; one that is no JSON makes the whole file a mistake of usage, since nothing may be done by halves. */
const read = Effect.fn("TemplateFiles.read")(function* (file: string) {
  const source = yield* ListSource.open(file)
  const lines = source.bytes.pipe(Stream.decodeText("utf-8"), Stream.splitLines)
  const found = yield* documents(lines).pipe(
    Stream.mapEffect(({ json, number }) =>
      Either.mapBoth(json, {
        onLeft: (why) => new ExitCode.UsageError({ message: `${file} #${number}: ${why}` }),
        onRight: members
      })
    ),
    Stream.runCollect
  )
  return Array.flatten(Array.fromIterable(found))
})

/** The templates of several files; none at all is a mistake of usage. */
export const all = Effect.fn("TemplateFiles.all")(function* (files: ReadonlyArray<string>) {
  const templates = (yield* Effect.forEach(files, read)).flat()
  return templates.length === 0
    ? yield* new ExitCode.UsageError({ message: `there is no template in ${files.join(", ")}` })
    : templates
})
