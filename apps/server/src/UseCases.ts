import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import { Accept } from "@sluice/engine/accept/Accept"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { Keys } from "@sluice/engine/access/Keys"
import * as GroupedAppend from "@sluice/engine/intake/GroupedAppend"
import { Intake } from "@sluice/engine/intake/Intake"
import { Messages } from "@sluice/engine/messages/Messages"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Directory } from "@sluice/engine/ports/Directory"
import type { Holds } from "@sluice/engine/ports/Holds"
import type { OptOuts } from "@sluice/engine/ports/OptOuts"
import type { Outbox } from "@sluice/engine/ports/Outbox"
import type { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import type { Templates } from "@sluice/engine/ports/Templates"
import { Layer } from "effect"
import { Settings } from "./http/Settings.ts"
import type { Services } from "./Services.ts"

/** What a store and a directory give. */
export type Given = ApiKeys | CallbackLog | Directory | Holds | OptOuts | Outbox | ServiceWindows | Templates

/** How long what was read of the store is believed: milliseconds of the wall. */
const outlookMillis = 1_000
const rememberMillis = 5_000

/**
 * The use cases that the doors call, over any store.
 *
 * @param speed how many milliseconds of the engine's clock pass in one of the wall: what is said in the wall's time is scaled by it.
 */
export const over = <E>(
  given: Layer.Layer<Given, E>,
  settings: typeof Settings.Service,
  speed: number
): Layer.Layer<Services, E> =>
  Layer.mergeAll(
    Accept.layer({ outlookMillis: outlookMillis * speed }).pipe(Layer.provide(IdsLayer.layer)),
    Intake.layer({ ...GroupedAppend.defaults, drainMillis: GroupedAppend.defaults.drainMillis * speed }),
    Keys.layer({ rememberMillis: rememberMillis * speed }),
    Messages.layer,
    Consent.layer,
    TemplateRegistry.layer,
    Layer.succeed(Settings, settings)
  ).pipe(Layer.provide(NodeCrypto.layer), Layer.provideMerge(given))
