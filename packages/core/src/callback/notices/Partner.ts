import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What can happen to an arrangement between partners. */
export const solutionEvents = Word.list("SOLUTION_CREATED", "SOLUTION_UPDATED")

/** Where an arrangement between partners is in its life. */
export const solutionStatuses = Word.list(
  "ACTIVE",
  "DEACTIVATED",
  "DRAFT",
  "INITIATED",
  "PENDING_DEACTIVATION",
  "REJECTED"
)

/** Whether payments can be taken, or what is still missing for it. */
export const paymentStatuses = Word.list("Active", "Needs Connecting", "Needs Testing")

/** An arrangement between several partners of the platform changed. */
export interface SolutionChanged extends Dated {
  readonly _tag: "SolutionChanged"
  readonly event: Word.In<typeof solutionEvents> | null
  readonly solutionId: string | null
  readonly status: Word.In<typeof solutionStatuses> | null
}

/** How payments are taken changed; `merchantId` is the one at the payment provider. */
export interface PaymentConfigurationChanged extends Dated {
  readonly _tag: "PaymentConfigurationChanged"
  readonly name: string | null
  readonly provider: string | null
  readonly merchantId: string | null
  readonly status: Word.In<typeof paymentStatuses> | null
  readonly createdSeconds: number | null
  readonly updatedSeconds: number | null
}

const knownSolution = new Set(["event", "solution_id", "solution_status"])
const knownPayment = new Set([
  "configuration_name",
  "provider_name",
  "provider_mid",
  "status",
  "created_timestamp",
  "updated_timestamp"
])

/** `partner_solutions` */
export const readSolution: Notice.Reader<SolutionChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownSolution, path)
  return [
    {
      _tag: "SolutionChanged",
      ...Notice.datedAs(log, value, place, null),
      event: Notice.needed(log, Read.word(log, value, "event", path, solutionEvents), value, path, "event"),
      solutionId: Read.id(log, value, "solution_id", path),
      status: Read.word(log, value, "solution_status", path, solutionStatuses)
    }
  ]
}

/** `payment_configuration_update` */
export const readPayment: Notice.Reader<PaymentConfigurationChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, knownPayment, path)
  return [
    {
      _tag: "PaymentConfigurationChanged",
      ...Notice.datedAs(log, value, place, null),
      name: Read.text(log, value, "configuration_name", path),
      provider: Read.text(log, value, "provider_name", path),
      merchantId: Read.text(log, value, "provider_mid", path),
      status: Notice.needed(log, Read.word(log, value, "status", path, paymentStatuses), value, path, "status"),
      createdSeconds: Read.seconds(log, value, "created_timestamp", path),
      updatedSeconds: Read.seconds(log, value, "updated_timestamp", path)
    }
  ]
}
