import { Either } from "effect"
import type * as Http from "node:http"
import * as FaultPlan from "../FaultPlan.ts"
import type * as Reply from "../graph/Reply.ts"
import * as BoundedBody from "../http/BoundedBody.ts"
import * as Outcome from "../http/Outcome.ts"
import * as Intake from "../Intake.ts"
import * as Body from "../messages/Body.ts"
import type * as Platform from "../Platform.ts"
import * as Run from "../Run.ts"
import * as Tallies from "../Tallies.ts"
import type * as Accent from "./Accent.ts"
import * as Door from "./Door.ts"

/**
 * The doors of the providers that stand before the platform (CLOUD_API 3.9). A message that comes in by one of them is judged, fated and failed by
 * the same rules as one of the Graph API's; only its words differ, and where its statuses go.
 */

/** Statuses of this message go to its front, as a letter of its own each. */
const channel = (
  platform: Platform.Platform,
  door: Door.Door,
  { callbackUrl, sender }: Accent.Asked
): Intake.Channel => ({
  messageId: door.messageId,
  report: ({ entry, planned, ...heard }) => {
    const url = callbackUrl ?? platform.directory.frontUrl(door.front.id)
    if (url === null) return
    platform.courier.send(door.front.id, { letter: door.letter(url, entry, planned, sender), ...heard })
  }
})

const decide = (platform: Platform.Platform, doors: ReadonlyArray<Door.Door>, call: Accent.Call): Outcome.Outcome => {
  const { clock, config, directory, run } = platform
  const nowMillis = clock.nowMillis()
  const index = run.requests++
  const around = { directory, templates: run.templates.all() }
  // Several accounts of one provider share a path: the one whose keys the request has is meant.
  const reads = doors.map((door) => ({ door, asked: door.read(call, around) }))
  const { asked, door } = reads.find((read) => Either.isRight(read.asked)) ?? reads[0] ?? {}
  if (asked === undefined || door === undefined) return Outcome.Close({ afterRealMillis: 0 })
  const answer = (reply: Reply.Reply, key: string): Outcome.Outcome =>
    Outcome.Answer({ reply, afterRealMillis: FaultPlan.latencyRealMillis(run.faults, config.seed, key) })
  const refuse = (error: Reply.GraphError, phoneNumberId: string | null, key: string): Outcome.Outcome => {
    Tallies.refuse(run.tallies, phoneNumberId, error.code)
    return answer(door.refused(error), key)
  }
  if (Either.isLeft(asked)) return refuse(asked.left, null, `request ${index}`)
  const { body: posted, sender } = asked.right
  const read = Body.read(JSON.stringify(posted), sender, around.templates)
  if (Either.isLeft(read)) return refuse(read.left, sender.phoneNumberId, `request ${index}`)
  const body = read.right
  if (body._tag === "Read") return refuse({ code: 131009 }, sender.phoneNumberId, `request ${index}`)

  const key = Run.nextKey(run, sender.phoneNumberId, body.opaque)
  const before = FaultPlan.before(run.faults, config.seed, key)
  if (before._tag !== "Passes") Tallies.count(run.tallies, sender.phoneNumberId, "faulted")
  return FaultPlan.matchBefore(before, {
    Hangs: () => Outcome.Silence(),
    Drops: () => Outcome.Close({ afterRealMillis: 0 }),
    Errs: ({ code }) => answer(door.refused({ code }), key),
    Passes: () => {
      const accepted = Intake.accept(platform, sender, body, key, nowMillis, channel(platform, door, asked.right))
      if (Either.isLeft(accepted)) return refuse(accepted.left, sender.phoneNumberId, key)
      const taken = { id: accepted.right.wamid, asked: asked.right, call, atMillis: nowMillis }
      return Intake.afterwards(platform, sender, key, answer(door.taken(taken), key), () =>
        door.refused({ code: 131000 })
      )
    }
  })
}

/** The doors of every front of the world, as one: takes a request if it is for one of them. */
export const make = (platform: Platform.Platform) => {
  const doors = platform.config.world.fronts.map(Door.of)
  return (request: Http.IncomingMessage, response: Http.ServerResponse): boolean => {
    const [path = ""] = (request.url ?? "").split("?")
    const open = request.method === "POST" ? doors.filter((door) => door.path.test(path)) : []
    if (open.length === 0) return false
    BoundedBody.read(request, (body) => {
      if (body === null) response.writeHead(413).end()
      else Outcome.perform(decide(platform, open, { path, headers: request.headers, body }), response)
    })
    return true
  }
}
