import { it } from "@effect/vitest"
import { describe } from "vitest"
import * as AlertScript from "./AlertScript.ts"
import * as Alike from "./Alike.ts"
import * as CallbackFilesScript from "./CallbackFilesScript.ts"
import * as CampaignScript from "./CampaignScript.ts"
import * as ConsentScript from "./ConsentScript.ts"
import * as ErasureScript from "./ErasureScript.ts"
import * as MediaFilesScript from "./MediaFilesScript.ts"
import * as PeopleScript from "./PeopleScript.ts"
import * as ReceivingScript from "./ReceivingScript.ts"
import * as Script from "./Script.ts"
import * as SecretsScript from "./SecretsScript.ts"
import * as SessionsScript from "./SessionsScript.ts"
import * as StandingScript from "./StandingScript.ts"
import * as Stores from "./Stores.ts"
import * as WatchingScript from "./WatchingScript.ts"

const alike = Alike.to(Stores.ofFile().layer)

/** A property of dozens of sequences, each on a store of its own. */
const millisMax = 120_000

describe("PgStore and MemoryStore", () => {
  it.live("answer alike to any sequence of calls, and hold the same at the end", () => alike(Script, 40), millisMax)

  it.live(
    "keep alike how senders stand and how accounts go live, after any sequence of calls",
    () => alike(StandingScript, 30),
    millisMax
  )

  it.live(
    "know alike who may be written to, and with what, after any sequence of calls",
    () => alike(ConsentScript, 40),
    millisMax
  )

  it.live(
    "hand campaigns over, take them back and count them alike, after any sequence of calls",
    () => alike(CampaignScript, 25),
    millisMax
  )

  it.live("erase people alike, step by step, after any sequence of calls", () => alike(ErasureScript, 40), millisMax)

  it.live(
    "keep alike what is sealed, what is known of tokens, and what the platform told, after any sequence of calls",
    () => alike(SecretsScript, 40),
    millisMax
  )

  it.live(
    "WH-07, WH-09, WH-10: keep callbacks, their moments and their drift alike, after any sequence of calls",
    () => alike(ReceivingScript, 40),
    millisMax
  )

  it.live(
    "keep alike the keys, and what people did, after any sequence of calls",
    () => alike(PeopleScript, 25),
    millisMax
  )

  it.live(
    "keep alike who is signed in to the dashboard, after any sequence of calls",
    () => alike(SessionsScript, 25),
    millisMax
  )

  it.live(
    "GD-01: know alike which files are to be fetched, kept and let go, after any sequence of calls",
    () => alike(MediaFilesScript, 40),
    millisMax
  )

  it.live(
    "WH-06: know alike which files callbacks brought to whom, after any sequence of calls",
    () => alike(CallbackFilesScript, 40),
    millisMax
  )

  it.live(
    "GD-03: keep alerts and their letters alike, after any sequence of looks, acts and tries",
    () => alike(AlertScript, 25),
    millisMax
  )

  it.live(
    "WH-10, GD-03: keep alike what processes report of themselves, and what was calibrated, after any sequence of calls",
    () => alike(WatchingScript, 25),
    millisMax
  )
})
