import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What a conversation may have led to. */
export const events = Word.list("LeadSubmitted", "Purchase")

/** The platform believes that a conversation which began with an advertisement led to something. `value` is in thousandths of the currency. */
export interface ConversionDetected extends Dated {
  readonly _tag: "ConversionDetected"
  readonly wamid: string | null
  readonly event: Word.In<typeof events> | null
  readonly ctwaClid: string | null
  readonly currency: string | null
  readonly value: number | null
}

const known = new Set(["messaging_product", "metadata", "automatic_events"])
const knownItem = new Set(["id", "event_name", "timestamp", "ctwa_clid", "custom_data"])
const knownWorth = new Set(["currency", "value"])

/** What something was worth. */
interface Worth {
  readonly currency: string | null
  readonly value: number | null
}

const worthless: Worth = { currency: null, value: null }

const readWorth = (log: Log.Log, value: Read.Fields, path: string): Worth => {
  Read.onlyKnown(log, value, knownWorth, path)
  return { currency: Read.text(log, value, "currency", path), value: Read.number(log, value, "value", path) }
}

/** `automatic_events` */
export const readUpdate: Notice.Reader<ConversionDetected> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const found: Array<ConversionDetected> = []
  Read.each(log, value, "automatic_events", path, (item, at) => {
    Read.onlyKnown(log, item, knownItem, at)
    found.push({
      _tag: "ConversionDetected",
      ...Notice.datedItem(log, origin, place, item, at),
      wamid: Read.text(log, item, "id", at),
      event: Notice.needed(log, Read.word(log, item, "event_name", at, events), item, at, "event_name"),
      ctwaClid: Read.text(log, item, "ctwa_clid", at),
      ...(Read.record(log, item, "custom_data", at, readWorth) ?? worthless)
    })
  })
  return found
}
