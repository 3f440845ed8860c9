/**
 * When will the last message of a campaign leave, and which limit binds? Planned in virtual time, by the very rules that will send it.
 */
import type * as Campaign from "@sluice/core/plan/Campaign"
import * as Forecast from "@sluice/core/plan/Forecast"
import { cloudApi } from "@sluice/core/policy/cloudApi"
import { guide } from "@sluice/core/policy/guide"
import * as LaneLook from "@sluice/core/routing/LaneLook"

const startMillis = 1_773_100_800_000

const sender = (name: string, pacing: typeof guide.pacing, tier: "initial" | "raised"): Campaign.Sender => ({
  context: { sender: name, pacing, standing: { tier, throughput: "standard" }, timeZone: "Asia/Taipei" },
  state: null,
  templates: null
})

const messages = Array.from({ length: 300 }, (_, index) => ({
  recipient: `customer-${index}`,
  units: 1,
  kind: "text" as const,
  template: null
}))

for (const [title, senders] of [
  ["guide, one new sender", [sender("a", guide.pacing, "initial")]],
  ["guide, one raised sender", [sender("a", guide.pacing, "raised")]],
  ["guide, three raised senders", ["a", "b", "c"].map((name) => sender(name, guide.pacing, "raised"))],
  ["cloud-api, one sender", [sender("a", cloudApi.pacing, "initial")]]
] as const) {
  const plan = { senders, messages, startMillis, roundTripMillis: 300, startUnit: null, rhythm: LaneLook.defaults }
  const { departures, finishMillis, senders: each } = Forecast.summarize(plan)
  const minutes = ((finishMillis ?? startMillis) - startMillis) / 60_000
  const binding = each[0]?.binding.map(({ limit, share }) => `${limit} ${Math.round(share * 100)} %`).join(", ")
  console.log(`${title}: ${departures} messages in ${minutes.toFixed(1)} min; held up by ${binding || "nothing"}`)
}
