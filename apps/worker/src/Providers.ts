import * as Dialog360Dialect from "@sluice/adapter-360dialog/Dialog360Dialect"
import * as CloudApiDialect from "@sluice/adapter-cloud-api/CloudApiDialect"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as BirdDialect from "@sluice/adapter-messagebird/BirdDialect"
import * as MessageBirdDialect from "@sluice/adapter-messagebird/MessageBirdDialect"
import * as TwilioDialect from "@sluice/adapter-twilio/TwilioDialect"
import * as ZendeskDialect from "@sluice/adapter-zendesk/ZendeskDialect"
import type { Provider } from "@sluice/engine/ports/Provider"
import * as Speaking from "@sluice/engine/providers/Speaking"
import { Layer } from "effect"

/** Every provider that an account of the accounts file can be at, over HTTP. */
export const layer: Layer.Layer<Provider> = Speaking.layer([
  CloudApiDialect.dialect,
  Dialog360Dialect.dialect,
  TwilioDialect.dialect,
  MessageBirdDialect.dialect,
  BirdDialect.dialect,
  ZendeskDialect.dialect
]).pipe(Layer.provide(HttpWire.layer))
