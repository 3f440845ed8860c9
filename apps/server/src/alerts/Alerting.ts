import { Acknowledgement, ListQuery, SilenceRequest, TestRequest } from "@sluice/client/Alerts"
import type { AlertView, ChannelView } from "@sluice/client/Alerts"
import type { Acknowledgement as Kept } from "@sluice/core/alert/Alert"
import type { Act } from "@sluice/core/alert/Round"
import { AlertDesk } from "@sluice/engine/alerts/AlertDesk"
import type { ShownAlert, ShownChannel } from "@sluice/engine/alerts/AlertDesk"
import * as Wording from "@sluice/engine/alerts/Wording"
import { Clock, Effect, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

const actView = ({ atMillis, by, note }: Kept) => ({ by, at: iso(atMillis), note })

const viewOf = ({ alert, silence }: ShownAlert): (typeof AlertView)["Encoded"] => {
  const { acknowledged, firedMillis, id, place, recoveredMillis, resolvedBy, ruleId, severity, sinceMillis } = alert
  return {
    id,
    ruleId,
    severity,
    ...Wording.of(ruleId),
    state: recoveredMillis === null ? "standing" : "recovered",
    place: Object.fromEntries(Object.entries(place).filter(([scope]) => scope !== "installation")),
    since: iso(sinceMillis),
    firedAt: iso(firedMillis),
    toldAt: isoOrNull(alert.toldMillis),
    recoveredAt: isoOrNull(recoveredMillis),
    resolvedBy,
    acknowledged: acknowledged === null ? null : actView(acknowledged),
    silence: silence === null ? null : { ...actView(silence), until: iso(silence.untilMillis) }
  }
}

const channelView = ({ kind, least, name, report }: ShownChannel): (typeof ChannelView)["Encoded"] => ({
  name,
  kind,
  least,
  waiting: report?.waiting ?? 0,
  deliveredAt: isoOrNull(report?.deliveredMillis ?? null),
  abandonedAt: isoOrNull(report?.abandonedMillis ?? null),
  detail: report?.detail ?? null
})

const Path = Schema.Struct({ id: Schema.NumberFromString.pipe(Schema.int(), Schema.positive()) })

/** Alerts of the caller's account, or of all. */
export const list = Effect.fn("Alerting.list")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* AlertDesk
  const { cursor, limit, ruleId, severity, state } = yield* Input.query(ListQuery, request)
  const alerts = yield* desk.list(caller, {
    limit,
    ...(cursor === undefined ? {} : { beforeId: cursor }),
    ...(state === "all" ? {} : { standing: state === "standing" }),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(severity === undefined ? {} : { severity })
  })
  const last = alerts.length === limit ? alerts.at(-1) : undefined
  return { alerts: alerts.map(viewOf), next: last === undefined ? null : String(last.alert.id) }
})

/** One alert. */
export const show = Effect.fn("Alerting.show")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* AlertDesk
  const { id } = yield* Input.path(Path, request)
  return viewOf(yield* desk.show(caller, id))
})

const acted = Effect.fn("Alerting.acted")(function* (request: FastifyRequest, act: Act) {
  const caller = yield* CurrentCaller
  const desk = yield* AlertDesk
  const { id } = yield* Input.path(Path, request)
  return viewOf(yield* desk.act(caller, id, act))
})

/** The caller looks after it. */
export const acknowledge = Effect.fn("Alerting.acknowledge")(function* (request: FastifyRequest) {
  const { note } = yield* Input.body(Acknowledgement, request)
  return yield* acted(request, { _tag: "Acknowledge", note })
})

/** Nobody is told for a while. */
export const silence = Effect.fn("Alerting.silence")(function* (request: FastifyRequest) {
  const { note, seconds } = yield* Input.body(SilenceRequest, request)
  const untilMillis = (yield* Clock.currentTimeMillis) + seconds * 1_000
  return yield* acted(request, { _tag: "Silence", note, untilMillis })
})

/** The caller ends it. */
export const resolve = (request: FastifyRequest) => acted(request, { _tag: "Resolve" })

/** Where people are told. */
export const channels = Effect.fn("Alerting.channels")(function* () {
  const desk = yield* AlertDesk
  return { channels: (yield* desk.channels).map(channelView) }
})

/** A letter that says that it is a test. */
export const test = Effect.fn("Alerting.test")(function* (request: FastifyRequest) {
  const desk = yield* AlertDesk
  const { channel } = yield* Input.body(TestRequest, request)
  yield* desk.test(channel)
  return { channel }
})
