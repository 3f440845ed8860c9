import * as Support from "@sluice/core/message/Support"
import { Clock, Effect, Either, Layer } from "effect"
import type { Account } from "../ports/Directory.ts"
import { Provider } from "../ports/Provider.ts"
import type { SendOutcome, SendRequest } from "../ports/Provider.ts"
import * as Wire from "../ports/Wire.ts"
import * as OwnName from "../messages/OwnName.ts"
import type { Dialect, Posted } from "./Dialect.ts"
import * as Reading from "./Reading.ts"

/** Longest answer that is read; the longest of any provider's are under 8 KB. */
const answerBytesMax = 64 * 1024

/** The wire keeps real time, whatever clock the engine runs on: the providers' dates are read against it. */
const wall = Clock.make()

/** Nobody here speaks to that provider. Its messages wait, and say why. */
const unspoken = (provider: string): SendOutcome => ({
  _tag: "NotSent",
  detail: `the account is at ${provider}, and this process does not send there`
})

const written = (dialect: Dialect | undefined, request: SendRequest): Either.Either<Posted, SendOutcome> => {
  const { account, content, replyTo } = request
  // What it answers was to get its name before this left, and never will.
  if (OwnName.of(request).length > 0) return Either.left(Reading.nameless)
  if (dialect === undefined) return Either.left(unspoken(account.provider))
  const [found] = Support.unsupported(account.provider, content, replyTo)
  return found === undefined ? dialect.post(request) : Either.left(Reading.unwritable(`${found.path} ${found.message}`))
}

const make = (dialects: ReadonlyArray<Dialect>) =>
  Effect.map(Wire.Wire, (wire) => {
    const byProvider = new Map<Account["provider"], Dialect>(dialects.map((dialect) => [dialect.provider, dialect]))
    /** Accounts whose provider has warned them, with the warning: it is told once. */
    const warned = new Map<string, string>()

    const told = (warnings: ReadonlyMap<string, string>) =>
      Effect.forEach(
        warnings,
        ([accountId, warning]) =>
          Effect.logWarning(`the provider of account ${accountId} warns: ${warning}`).pipe(
            Effect.annotateLogs({ alert: "provider-warning", accountId })
          ),
        { discard: true }
      )

    return Provider.of({
      send: (requests, tell) =>
        Effect.suspend(() => {
          const posts: Array<Wire.Request> = []
          const places: Array<number> = []
          const warnings = new Map<string, string>()
          for (const [index, request] of requests.entries()) {
            const post = written(byProvider.get(request.account.provider), request)
            if (Either.isLeft(post)) {
              tell(post.left, index)
              continue
            }
            posts.push({
              ...post.right,
              millisMax: request.sender.policy.certainty.answerMillisMax,
              answerBytesMax
            })
            places.push(index)
          }
          const ended = (result: Wire.Result, at: number): void => {
            const index = places[at] ?? at
            const account = requests[index]?.account
            const dialect = account === undefined ? undefined : byProvider.get(account.provider)
            if (Either.isLeft(result)) return tell(Reading.noAnswer(result.left), index)
            if (account === undefined || dialect === undefined) return
            const warning = dialect.warning?.(result.right) ?? null
            if (warning !== null && warned.get(account.id) !== warning) {
              warned.set(account.id, warning)
              warnings.set(account.id, warning)
            }
            tell(dialect.answer(result.right, wall.unsafeCurrentTimeMillis()), index)
          }
          return Effect.zipRight(
            wire.exchangeAll(posts, ended),
            Effect.suspend(() => told(warnings))
          )
        }),
      probe: (question) => {
        const dialect = byProvider.get(question.account.provider)
        if (dialect === undefined) return Effect.succeed(false)
        const asked: Wire.Request = {
          url: dialect.probe(question),
          headers: { accept: "application/json" },
          body: null,
          millisMax: question.answerMillisMax,
          answerBytesMax
        }
        // What stands before the platform and cannot reach it answers with 502 to 504, which is no answer.
        return Effect.match(wire.exchange(asked), { onFailure: () => false, onSuccess: ({ status }) => status < 500 })
      }
    })
  })

/**
 * Sends through every provider that it is given the dialect of: one request an attempt, never repeated here.
 *
 * No answer within the policy's `answerMillisMax` is an uncertain outcome (SF-03), in real time, whatever clock the engine runs on. What a
 * provider cannot send is refused before it leaves (`Support`), and an account at a provider that nobody here speaks to waits.
 */
export const layer = (dialects: ReadonlyArray<Dialect>): Layer.Layer<Provider, never, Wire.Wire> =>
  Layer.effect(Provider, make(dialects))
