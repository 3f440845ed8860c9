import * as HttpApi from "@effect/platform/HttpApi"
import * as OpenApi from "@effect/platform/OpenApi"
import { Accounts } from "./Accounts.ts"
import { Alerts } from "./Alerts.ts"
import { Audit } from "./Audit.ts"
import { Callbacks } from "./Callbacks.ts"
import { Campaigns } from "./Campaigns.ts"
import { Erasures } from "./Erasures.ts"
import { Figures } from "./Figures.ts"
import { Health } from "./Health.ts"
import { Holds } from "./Holds.ts"
import { Keys } from "./Keys.ts"
import { Media } from "./Media.ts"
import { Messages } from "./Messages.ts"
import { Operations } from "./Operations.ts"
import { Onboarding } from "./Onboarding.ts"
import { OptOuts } from "./OptOuts.ts"
import { Standing } from "./Standing.ts"
import { Subscriptions } from "./Subscriptions.ts"
import { Templates } from "./Templates.ts"
import { Verification } from "./Verification.ts"

/** The HTTP API of the server, described once: the server serves it, the client calls it, OpenAPI prints it. */
export class Api extends HttpApi.make("sluice")
  .add(Messages)
  .add(Campaigns)
  .add(OptOuts)
  .add(Erasures)
  .add(Templates)
  .add(Accounts)
  .add(Operations)
  .add(Holds)
  .add(Alerts)
  .add(Standing)
  .add(Onboarding)
  .add(Verification)
  .add(Audit)
  .add(Keys)
  .add(Figures)
  .add(Callbacks)
  .add(Media)
  .add(Subscriptions)
  .add(Health)
  .annotate(OpenApi.Title, "Sluice")
  .annotate(OpenApi.Description, "A gateway between a company's systems and the WhatsApp Business platform")
  .annotate(OpenApi.License, { name: "MIT", url: "https://opensource.org/license/mit" }) {}
