import type * as HttpClientError from "@effect/platform/HttpClientError"
import type { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import type { Kind, Problem } from "@sluice/client/Problem"
import { Effect, Match, type ParseResult } from "effect"
import * as ExitCode from "../ExitCode.ts"
import * as Shown from "../Shown.ts"

/** Everything that a call of the server may fail with. */
export type Failure = Problem | HttpClientError.HttpClientError | HttpApiDecodeError | ParseResult.ParseError

/** What puts a refusal right, where that is not in its findings. */
const remedies: Readonly<Partial<Record<Kind, string>>> = {
  "key-missing": "give a key with --key or SLUICE_API_KEY; `sluice keys create` makes one",
  "key-refused": "`sluice keys ls` shows which keys are in use, `sluice keys create` makes one",
  "role-refused": "use a key of a higher role; `sluice keys create --role operator` makes one that may send",
  "account-unknown": "`sluice accounts ls` shows the accounts that the key may see",
  "template-refused": "mend it; `sluice templates lint` tells the same before anything is handed in",
  "vault-closed": "make one with `openssl rand -base64 32`; docs/tokens.md tells more",
  "sender-unknown": "`sluice senders` shows those that the key may use; they are in the server's accounts file",
  "hold-unknown": "`sluice holds ls` shows the holds in force",
  "alert-unknown": "`sluice alerts ls --state all` shows the alerts",
  "alert-channel-unknown": "`sluice alerts channels` shows the channels",
  "callback-unknown": "`sluice callbacks ls` shows the stored callbacks",
  "media-unknown":
    "`sluice callbacks ls` shows which callbacks are kept; their files go with them, and with an erasure",
  "message-unknown": "`sluice messages ls` shows the messages",
  "subscription-unknown": "`sluice subscriptions ls` shows the subscriptions",
  "hold-unread": "`sluice holds show ID` shows them, and ends with what --read takes",
  "api-key-unknown": "`sluice keys ls` shows which keys are in use",
  "erasure-unknown": "`sluice recipients erase` tells the id; an erasure of another account is not shown",
  "campaign-unknown": "`sluice campaign ls` shows the campaigns",
  "campaign-conflict": "`sluice campaign status ID` tells where it is",
  "verification-conflict": "`sluice verification show SENDER` tells the attempt and the submissions",
  "idempotency-conflict": "use a new key for a new request",
  "state-conflict": "`sluice messages why ID` tells where it is",
  "body-too-large": "send fewer messages at once",
  unavailable: "try again; `/readyz` of the server tells when it can answer"
}

/** Title and detail; the detail alone where it says the same at more length. */
const headOf = ({ detail, title }: Problem): string =>
  detail.toLowerCase().startsWith(title.toLowerCase()) ? detail : `${title}: ${detail}`

const ofProblem = (problem: Problem): string => {
  const remedy = remedies[problem.kind]
  return [
    `${headOf(problem)}${remedy === undefined ? "" : ` (${remedy})`}`,
    ...problem.findings.map(
      ({ message, path, suggestion }) =>
        `  ${path === "" ? "" : `${path}: `}${message}${suggestion === null ? "" : `; try ${suggestion}`}`
    ),
    ...(problem.kind === "internal" ? [`  the server's log has more under ${problem.instance}`] : [])
  ]
    .map(Shown.whole)
    .join("\n")
}

/** One clear message with what to do about it. */
export const describe = Match.type<Failure>().pipe(
  Match.tagsExhaustive({
    Problem: ofProblem,
    RequestError: ({ request }) =>
      `no server answers at ${originOf(request.url)}: start one with \`sluice up\`, or name another with --url`,
    ResponseError: ({ request, response }) =>
      `${originOf(request.url)} answered ${response.status} and not as a Sluice server does: check --url`,
    HttpApiDecodeError: ({ message }) =>
      `the answer has an unknown shape, so server and CLI are of different versions: ${message}`,
    ParseError: ({ message }) =>
      `the answer has an unknown shape, so server and CLI are of different versions: ${message}`
  })
)

const originOf = (url: string): string => URL.parse(url)?.origin ?? url

/** A call of the server as part of a command: its failures are the command's. */
export const told = <A, R>(call: Effect.Effect<A, Failure, R>): Effect.Effect<A, ExitCode.CommandFailed, R> =>
  Effect.mapError(call, (failure) =>
    failure._tag === "Problem"
      ? new ExitCode.CommandFailed({ message: describe(failure), problem: failure })
      : new ExitCode.CommandFailed({ message: describe(failure) })
  )
