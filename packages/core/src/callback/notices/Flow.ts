import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What can happen to a form and to the endpoint behind it (CLOUD_API 3.6). */
export const events = Word.list(
  "FLOW_STATUS_CHANGE",
  "CLIENT_ERROR_RATE",
  "ENDPOINT_ERROR_RATE",
  "ENDPOINT_LATENCY",
  "ENDPOINT_AVAILABILITY",
  "FLOW_VERSION_EXPIRY_WARNING"
)

/** Where a form is in its life; `FlowChanged` tells what may be done with a throttled or blocked one. */
export const statuses = Word.list("DRAFT", "PUBLISHED", "DEPRECATED", "BLOCKED", "THROTTLED")

/** Whether a threshold was crossed, or is kept again. */
export const alertStates = Word.list("ACTIVATED", "DEACTIVATED")

/**
 * A form changed its status, or its endpoint does worse or better than a threshold. A throttled form may be sent 10 times an hour, a
 * blocked one not at all. Rates are percent, latencies milliseconds.
 */
export interface FlowChanged extends Dated {
  readonly _tag: "FlowChanged"
  readonly event: Word.In<typeof events> | null
  readonly flowId: string | null
  readonly message: string | null
  readonly warning: string | null
  readonly oldStatus: Word.In<typeof statuses> | null
  readonly newStatus: Word.In<typeof statuses> | null
  readonly alert: Word.In<typeof alertStates> | null
  readonly threshold: number | null
  readonly errorRatePercent: number | null
  readonly availabilityPercent: number | null
  readonly p50LatencyMillis: number | null
  readonly p90LatencyMillis: number | null
  readonly requests: number | null
  readonly errors: ReadonlyArray<{
    readonly type: string | null
    readonly ratePercent: number | null
    readonly count: number | null
  }>
}

const known = new Set([
  "event",
  "flow_id",
  "message",
  "warning",
  "old_status",
  "new_status",
  "alert_state",
  "threshold",
  "error_rate",
  "availability",
  "p50_latency",
  "p90_latency",
  "requests_count",
  "errors"
])
const knownError = new Set(["error_type", "error_rate", "error_count"])

const readError = (log: Log.Log, value: Read.Fields, path: string): FlowChanged["errors"][number] => {
  Read.onlyKnown(log, value, knownError, path)
  return {
    type: Read.text(log, value, "error_type", path),
    ratePercent: Read.number(log, value, "error_rate", path),
    count: Read.number(log, value, "error_count", path)
  }
}

/** `flows` */
export const readUpdate: Notice.Reader<FlowChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  return [
    {
      _tag: "FlowChanged",
      ...Notice.datedAs(log, value, place, null),
      event: Notice.needed(log, Read.word(log, value, "event", path, events), value, path, "event"),
      flowId: Read.id(log, value, "flow_id", path),
      message: Read.text(log, value, "message", path),
      warning: Read.text(log, value, "warning", path),
      oldStatus: Read.word(log, value, "old_status", path, statuses),
      newStatus: Read.word(log, value, "new_status", path, statuses),
      alert: Read.word(log, value, "alert_state", path, alertStates),
      threshold: Read.number(log, value, "threshold", path),
      errorRatePercent: Read.number(log, value, "error_rate", path),
      availabilityPercent: Read.number(log, value, "availability", path),
      p50LatencyMillis: Read.number(log, value, "p50_latency", path),
      p90LatencyMillis: Read.number(log, value, "p90_latency", path),
      requests: Read.number(log, value, "requests_count", path),
      errors: Read.records(log, value, "errors", path, readError)
    }
  ]
}
