import { Either } from "effect"
import type * as Http from "node:http"
import * as FaultPlan from "../FaultPlan.ts"
import * as Auth from "../graph/Auth.ts"
import type * as Directory from "../graph/Directory.ts"
import * as Reply from "../graph/Reply.ts"
import * as Intake from "../Intake.ts"
import * as Body from "../messages/Body.ts"
import type * as Platform from "../Platform.ts"
import * as Run from "../Run.ts"
import * as Tallies from "../Tallies.ts"
import * as BoundedBody from "./BoundedBody.ts"
import * as Outcome from "./Outcome.ts"

/**
 * `POST /{version}/{phone_number_id}/messages` (CLOUD_API 3.1).
 *
 * The one request that comes a thousand times a second goes straight from node:http to a function that decides without
 * waiting, so that the platform under test does not have to share its processor with the platform that judges it; the
 * order in which bodies are complete is the order of arrival. Everything else goes through the router.
 */
export interface Request {
  readonly version: string
  readonly phoneNumberId: string
  readonly authorization: string | undefined
  readonly body: string
}

const decide = (platform: Platform.Platform, request: Request): Outcome.Outcome => {
  const { clock, config, directory, run } = platform
  const nowMillis = clock.nowMillis()
  const index = run.requests++
  const answer = (reply: Reply.Reply, key: string): Outcome.Outcome =>
    Outcome.Answer({ reply, afterRealMillis: FaultPlan.latencyRealMillis(run.faults, config.seed, key) })
  const context = (wabaId: string | null): Reply.Context => ({
    version: request.version,
    wabaId,
    usage: "whatsapp",
    request: index
  })
  const refuse = (error: Reply.GraphError, sender: Directory.Sender | null, key: string): Outcome.Outcome => {
    Tallies.refuse(run.tallies, sender?.phoneNumberId ?? null, error.code)
    return answer(Reply.failure(error, context(sender?.wabaId ?? null)), key)
  }

  const asked = Auth.sender(directory, { ...request, method: "POST", scope: "whatsapp_business_messaging" }, nowMillis)
  if (Either.isLeft(asked)) return refuse(asked.left, null, `request ${index}`)
  const sender = asked.right
  const read = Body.read(request.body, sender, run.templates.all())
  if (Either.isLeft(read)) return refuse(read.left, sender, `request ${index}`)
  const body = read.right
  if (body._tag === "Read") {
    const problem = readable(platform, body.messageId)
    return problem === null
      ? answer(Reply.success({ success: true }, context(sender.wabaId)), `request ${index}`)
      : refuse(problem, sender, `request ${index}`)
  }

  const key = Run.nextKey(run, sender.phoneNumberId, body.opaque)
  const fault = FaultPlan.before(run.faults, config.seed, key)
  if (fault._tag !== "Passes") Tallies.count(run.tallies, sender.phoneNumberId, "faulted")
  return FaultPlan.matchBefore(fault, {
    Hangs: () => Outcome.Silence(),
    Drops: () => Outcome.Close({ afterRealMillis: 0 }),
    Errs: ({ code }) => answer(Reply.failure({ code }, context(sender.wabaId)), key),
    Passes: () => {
      const accepted = Intake.accept(platform, sender, body, key, nowMillis)
      if (Either.isLeft(accepted)) return refuse(accepted.left, sender, key)
      const reply = Reply.success(acceptance(body, accepted.right.wamid), context(sender.wabaId))
      return Intake.afterwards(platform, sender, key, answer(reply, key), () =>
        Reply.failure({ code: 131000 }, context(sender.wabaId))
      )
    }
  })
}

const acceptance = (message: Body.Outbound, wamid: string): unknown => ({
  messaging_product: "whatsapp",
  contacts: [{ input: message.input, wa_id: message.waId }],
  messages: [message.type === "template" ? { id: wamid, message_status: "accepted" } : { id: wamid }]
})

/** Only messages that came in can be marked as read; one of ours says so, any other id is unknown (recorded answers). */
const readable = ({ run }: Platform.Platform, messageId: string): Reply.GraphError | null => {
  if (run.inbound.get(messageId) === true) return null
  const details =
    run.ledger.get(messageId) === undefined
      ? "Please check the message ID you have provided."
      : `Message supplied to mark message as read API with message ID: ${messageId} is outgoing.`
  return { code: 100, details }
}

const path = /^\/(v\d+\.\d+)\/([^/?]+)\/messages\/?(?:\?.*)?$/

/** Takes the request if it is one for this door: reads it to its end, decides, and carries the outcome out. */
export const takes = (
  platform: Platform.Platform,
  request: Http.IncomingMessage,
  response: Http.ServerResponse
): boolean => {
  const match = request.method === "POST" ? path.exec(request.url ?? "") : null
  const version = match?.[1]
  const phoneNumberId = match?.[2]
  if (version === undefined || phoneNumberId === undefined) return false
  BoundedBody.read(request, (body) => {
    if (body === null) {
      const error = { code: 1, status: 413, message: "Please reduce the amount of data that you send." }
      const context = { version, wabaId: null, usage: "whatsapp" as const, request: platform.run.requests++ }
      Outcome.perform(Outcome.Answer({ reply: Reply.failure(error, context), afterRealMillis: 0 }), response)
      return
    }
    const { authorization } = request.headers
    Outcome.perform(decide(platform, { version, phoneNumberId, authorization, body }), response)
  })
  return true
}
