import { it } from "@effect/vitest"
import * as Simulator from "@sluice/simulator/Simulator"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as Client from "../support/Client.ts"
import * as Receiver from "../support/Receiver.ts"

const waba = "300100200300400"
const draft = {
  name: "parcel_waits",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your parcel waits." }]
}

describe("Templates on the simulated platform", () => {
  it.scopedLive(
    "CLOUD_API 3.7: a draft waits for its review; what it led to is reported to the apps, and holds for messages",
    () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.make({ faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0 } })
        const receiver = yield* Receiver.make
        yield* simulator.subscribe("700100200300400", receiver.url)
        const client = Client.make(simulator.url)
        const created = yield* client.post(`/v25.0/${waba}/message_templates`, draft)
        expect(created.body).toMatchObject({ status: "PENDING", category: "UTILITY" })
        const message = {
          messaging_product: "whatsapp",
          to: "+12025550199",
          type: "template",
          template: { name: draft.name, language: { code: draft.language } }
        }
        expect(Client.code(yield* client.post("/v25.0/100200300400500/messages", message))).toBe(132001)

        yield* simulator.decideTemplate({ id: String(created.body["id"]), status: "APPROVED", reason: "NONE" })
        expect((yield* client.post("/v25.0/100200300400500/messages", message)).status).toBe(200)
        const told = yield* Client.until(
          Effect.sync(() => receiver.received.map(({ raw }) => raw.toString())),
          (bodies) => bodies.some((body) => body.includes("message_template_status_update"))
        )
        expect(told.join()).toContain('"message_template_language":"en-US"')
      })
  )

  it.scopedLive(
    "CLOUD_API 3.7: the same name and language twice, a draft out of shape and an unknown id are refused",
    () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.make({ faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0 } })
        const client = Client.make(simulator.url)
        const path = `/v25.0/${waba}/message_templates`
        yield* client.post(path, draft)
        const twice = yield* client.post(path, draft)
        expect(twice.body).toMatchObject({ error: { code: 100, error_subcode: 2388024 } })
        expect(Client.code(yield* client.post(path, { ...draft, name: "Not A Name" }))).toBe(100)
        expect(Client.code(yield* client.post("/v25.0/910999999999999", draft))).toBe(100)
      })
  )
})
