/**
 * Does a message fit its template? Refused here is refused before it is queued.
 */
import { Either } from "effect"
import * as Fit from "@sluice/core/template/Fit"
import * as TemplateDraft from "@sluice/core/template/TemplateDraft"

const template = TemplateDraft.decode({
  name: "order_update",
  language: "en_US",
  category: "UTILITY",
  components: [
    {
      type: "BODY",
      text: "Order {{1}} is on its way, it arrives on {{2}}.",
      example: { body_text: [["4711", "Monday"]] }
    }
  ]
})

const known = Either.match(template, {
  onLeft: () => [],
  onRight: (draft) => [{ template: draft, status: "approved" as const }]
})

const use = (code: string, ...values: ReadonlyArray<string>) => ({
  name: "order_update",
  language: { code },
  components: [{ type: "body" as const, parameters: values.map((text) => ({ type: "text" as const, text })) }]
})

for (const message of [use("en_US", "4711", "Monday"), use("en_US", "4711"), use("en", "4711", "Monday")]) {
  const decision = Fit.judge(known, message)
  const reasons = decision._tag === "Fits" ? [] : decision.findings
  console.log(decision._tag)
  for (const { component, foresees, message: why, suggestion } of reasons) {
    console.log(`  ${component}: ${why} (spares ${foresees})${suggestion === null ? "" : ` -> ${suggestion}`}`)
  }
}
