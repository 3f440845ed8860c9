import type { Either } from "effect"
import type * as Front from "../config/Front.ts"
import type * as Directory from "../graph/Directory.ts"
import * as ErrorTable from "../graph/ErrorTable.ts"
import type * as Reply from "../graph/Reply.ts"
import type * as Accent from "./Accent.ts"
import type { Arrived } from "./Arrived.ts"
import { bird } from "./bird.ts"
import { dialog360 } from "./dialog360.ts"
import { messagebird } from "./messagebird.ts"
import { twilio } from "./twilio.ts"
import { zendesk } from "./zendesk.ts"

/** A front with the accent that its provider speaks: what is asked of the two together. */
export interface Door {
  readonly front: Front.Front
  readonly path: RegExp
  readonly read: (call: Accent.Call, around: Accent.Around) => Either.Either<Accent.Asked, Reply.GraphError>
  readonly messageId: Accent.Accent<Front.Front>["messageId"]
  readonly taken: (taken: Accent.Taken) => Reply.Reply
  readonly refused: (error: Reply.GraphError) => Reply.Reply
  readonly letter: (
    url: string,
    ...facts: Parameters<Accent.Accent<Front.Front>["letter"]> extends [unknown, unknown, ...infer Rest] ? Rest : never
  ) => Accent.Letter
  readonly arrival: (url: string, arrived: Arrived, sender: Directory.Sender) => Accent.Letter
  readonly arrivalId: Accent.Accent<Front.Front>["arrivalId"]
}

const spoken = <F extends Front.Front>(front: F, accent: Accent.Accent<F>): Door => ({
  front,
  path: accent.path,
  read: (call, around) => accent.read(front, call, around),
  messageId: accent.messageId,
  taken: (taken) => accent.taken(front, taken),
  refused: (error) => accent.refused(error, error.status ?? ErrorTable.entry(error.code).status),
  letter: (url, ...facts) => accent.letter(front, url, ...facts),
  arrival: (url, arrived, sender) => accent.arrival(front, url, arrived, sender),
  arrivalId: accent.arrivalId
})

/** The door of a front. */
export const of = (front: Front.Front): Door => {
  switch (front.provider) {
    case "twilio":
      return spoken(front, twilio)
    case "messagebird":
      return spoken(front, messagebird)
    case "bird":
      return spoken(front, bird)
    case "zendesk":
      return spoken(front, zendesk)
    case "360dialog":
      return spoken(front, dialog360)
  }
}
