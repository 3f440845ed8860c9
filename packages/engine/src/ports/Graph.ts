import type { Effect } from "effect"
import { Context } from "effect"
import type { CloudApiAccount } from "./Directory.ts"

/** A question to the platform beside the messages that lanes send. */
export interface Question {
  readonly account: CloudApiAccount
  /** Below the version, without a slash in front: `106540352242922/message_templates`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Posted as JSON; left out asks with GET. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** What came back. It never fails: no answer is an answer here. */
export type Reply =
  /** `json` is null where the platform wrote none. */
  | { readonly _tag: "Answered"; readonly status: number; readonly json: unknown }
  | { readonly _tag: "Silent"; readonly detail: string }

/** Asks the Graph API as an account, once, at its first endpoint (CLOUD_API 3.1, 3.7): marks of having read, numbers, templates. */
export class Graph extends Context.Tag("@sluice/engine/Graph")<
  Graph,
  { readonly ask: (question: Question) => Effect.Effect<Reply> }
>() {}
