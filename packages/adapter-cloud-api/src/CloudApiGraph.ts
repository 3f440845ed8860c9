import { Graph, type Question, type Reply } from "@sluice/engine/ports/Graph"
import { Wire } from "@sluice/engine/ports/Wire"
import { Effect, Either, Layer, Option, Schema } from "effect"
import * as Asking from "./Graph.ts"

const parse = Schema.decodeUnknownOption(Schema.parseJson())

/** The path with its query, as it is asked for. */
const pathOf = ({ path, query }: Question): string => {
  const written = new URLSearchParams(query).toString()
  return written === "" ? path : `${path}?${written}`
}

/** Questions to the Cloud API, over the wire that messages take as well; whatever it answers is handed on. */
export const layer: Layer.Layer<Graph, never, Wire> = Layer.effect(
  Graph,
  Effect.map(Wire, (wire) =>
    Graph.of({
      ask: Effect.fn("Graph.ask")(function* (question: Question) {
        const { account, body = null } = question
        const answered = yield* Effect.either(Asking.ask(wire, account, { path: pathOf(question), body }))
        return Either.match(answered, {
          onLeft: ({ detail }): Reply => ({ _tag: "Silent", detail }),
          onRight: ({ status, text }): Reply => ({ _tag: "Answered", status, json: Option.getOrNull(parse(text)) })
        })
      })
    })
  )
)
