import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What a customer did: they followed a link, so far. */
export const actions = Word.list("marketing_messages_link_click")

/** Which part of a message was clicked: its button, or its text. */
export const components = Word.list("cta", "body")

/** A customer did something with a marketing message: which part they clicked, and by which ids the click is followed up. */
export interface ActionTracked extends Dated {
  readonly _tag: "ActionTracked"
  readonly action: Word.In<typeof actions> | null
  readonly component: Word.In<typeof components> | null
  readonly productId: string | null
  readonly clickId: string | null
  readonly trackingToken: string | null
}

const known = new Set(["messaging_product", "metadata", "user_actions"])
const knownAction = new Set(["action_type", "timestamp", "marketing_messages_link_click_data"])
const knownClick = new Set(["click_component", "product_id", "click_id", "tracking_token"])

type Click = Pick<ActionTracked, "component" | "productId" | "clickId" | "trackingToken">

const clickless: Click = { component: null, productId: null, clickId: null, trackingToken: null }

const readClick = (log: Log.Log, value: Read.Fields, path: string): Click => {
  Read.onlyKnown(log, value, knownClick, path)
  return {
    component: Read.word(log, value, "click_component", path, components),
    productId: Read.id(log, value, "product_id", path),
    clickId: Read.id(log, value, "click_id", path),
    trackingToken: Read.text(log, value, "tracking_token", path)
  }
}

/** One of `user_actions`, wherever they stand: the platform also puts them among messages. */
export const readAction = (log: Log.Log, item: Read.Fields, path: string, dated: Dated): ActionTracked => {
  Read.onlyKnown(log, item, knownAction, path)
  return {
    _tag: "ActionTracked",
    ...dated,
    action: Notice.needed(log, Read.word(log, item, "action_type", path, actions), item, path, "action_type"),
    ...(Read.record(log, item, "marketing_messages_link_click_data", path, readClick) ?? clickless)
  }
}

/**
 * `tracking_events`. The platform names the field without a page of its own; it is read in the form that clicks have among messages, and
 * whatever else it holds is reported and kept.
 */
export const readUpdate: Notice.Reader<ActionTracked> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const found: Array<ActionTracked> = []
  Read.each(log, value, "user_actions", path, (item, at) => {
    found.push(readAction(log, item, at, Notice.datedItem(log, origin, place, item, at)))
  })
  return found
}
