import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { guide } from "@sluice/core/policy/guide"
import * as Databases from "@sluice/services/Databases"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Behaviour from "@sluice/simulator/config/Behaviour"
import { Clock, Effect, Option, Random, Redacted } from "effect"
import * as LiveView from "./LiveView.ts"
import * as Pace from "./Pace.ts"
import * as PreflightReport from "./PreflightReport.ts"
import * as SampleList from "./SampleList.ts"
import * as Sandboxes from "./Sandboxes.ts"
import * as Stage from "./Stage.ts"
import * as Summary from "./Summary.ts"
import * as Triage from "./Triage.ts"

/** How a quick start is run. */
export interface Options {
  readonly listPath: string
  /** PostgreSQL of someone else's to make two databases on; an embedded one where it is none. */
  readonly databaseUrl: Option.Option<Redacted.Redacted>
  /** Where the picture of the pacing goes; none where it is none. */
  readonly plotPath: Option.Option<string>
}

/** Names every draw: the sample of the list, and what the simulator does. */
const seed = "quickstart"

/** First ports to try; those in use are stepped over. */
const ports = { server: 8080, simulator: 8090 }
const guidePorts = { server: 8180, simulator: 8190 }

/** Messages at the guide's pace, and the speed at which their four minutes take twenty seconds. */
const guideMessages = 100
const guideSpeed = 12

/**
 * People who read sooner than they do: of some messages `delivered` never comes, and only `read` tells that they arrived
 * (CLOUD_API 3.6). The end of a run waits for those. It does not wait for what Meta's cap on marketing puts off until tomorrow.
 */
const fates = {
  read: { minMillis: 1_000, maxMillis: 15_000 },
  causes: Behaviour.failureCauses.filter(({ cause }) => cause !== "marketing cap")
}

/**
 * Bounds on the two stages in real seconds, for what never comes: a stage ends as soon as all of it has, after some twenty seconds. Five times as much, since
 * a slow machine does not send at the pace of the platform.
 */
const cloudSecondsMax = 120
const guideSecondsMax = 120

/** What is left running for `--keep`. */
export interface Left {
  readonly running: Stage.Running
  readonly databaseUrl: string
}

/**
 * Everything once, for real: PostgreSQL, simulator, server and worker as processes; the list judged; what is in order sent at
 * the Cloud API's pace; then a batch at the guide's pace on a faster clock.
 *
 * What it started ends with the scope; the second stage's processes end with the stage.
 */
export const run = Effect.fn("Quickstart.run")(function* (options: Options, view: LiveView.LiveView) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const startMillis = yield* Clock.currentTimeMillis
  const text = yield* fs.readFileString(options.listPath)
  const list = yield* SampleList.read(options.listPath, text)
  const directory = yield* fs.makeTempDirectoryScoped({ prefix: "sluice-quickstart-" })

  yield* view.say("Starting PostgreSQL, simulator, server and worker …")
  const postgres = yield* EmbeddedPostgres.make({
    url: Option.getOrUndefined(Option.map(options.databaseUrl, Redacted.value))
  })
  const cloudUrl = yield* Databases.fresh(postgres.url)
  const running = yield* Stage.bringUp({
    name: "quickstart",
    sandbox: Sandboxes.cloud,
    databaseUrl: Redacted.make(cloudUrl),
    directory: join(directory, "cloud"),
    seed,
    clock: null,
    portsFrom: ports,
    simulator: { fates }
  })
  const readyMillis = yield* Clock.currentTimeMillis
  yield* view.say(`  ready after ${Math.round((readyMillis - startMillis) / 100) / 10} s: ${running.stack.serverUrl}`)

  const triage = yield* check(list, view)

  const cloud: Stage.Plan = {
    title: "cloud-api",
    requests: Sandboxes.listRequests(triage.sendable),
    speed: 1,
    waitSecondsMax: cloudSecondsMax
  }
  yield* view.say(`\nSending ${cloud.requests.length} at the Cloud API's pace (80 a second), in real time`)
  const cloudOutcome = yield* Stage.run(running, cloud, view)

  const guided: Stage.Plan = {
    title: "guide",
    requests: Sandboxes.guideRequests(triage.sendable, guideMessages),
    speed: guideSpeed,
    waitSecondsMax: guideSecondsMax
  }
  yield* view.say(
    `\nSending ${guided.requests.length} at the guide's pace (5 and 30 units a minute), clocks ${guideSpeed} times as fast`
  )
  const guideOutcome = yield* Effect.scoped(
    Effect.gen(function* () {
      const originMillis = yield* Clock.currentTimeMillis
      const guideUrl = yield* Databases.fresh(postgres.url)
      const faster = yield* Stage.bringUp({
        name: "quickstart guide",
        sandbox: Sandboxes.guide,
        databaseUrl: Redacted.make(guideUrl),
        directory: join(directory, "guide"),
        seed,
        clock: { originMillis, speed: guideSpeed },
        portsFrom: guidePorts,
        simulator: { fates }
      })
      return yield* Stage.run(faster, guided, view)
    })
  )
  if (Option.isSome(options.plotPath)) yield* fs.writeFileString(options.plotPath.value, Pace.picture(guideOutcome))

  const elapsedMillis = (yield* Clock.currentTimeMillis) - startMillis
  const summary = Summary.make({ listed: list.length, triage, stages: [cloudOutcome, guideOutcome], elapsedMillis })
  return { summary, left: { running, databaseUrl: cloudUrl } satisfies Left }
})

/** The pre-flight: a sample first, then every row (PH-08). */
const check = Effect.fn("Quickstart.check")(function* (
  list: ReadonlyArray<SampleList.Recipient>,
  view: LiveView.LiveView
) {
  const countries = new Set(list.map(({ country }) => country)).size
  yield* view.say(`\nChecking the list: ${list.length} recipients of ${countries} countries`)
  const units = yield* Effect.replicateEffect(Random.make(seed).next, list.length)
  yield* view.say(PreflightReport.projection(Triage.preflight(guide.numbers, list, (row) => units[row] ?? 0)))
  const triage = Triage.judge(guide.numbers, list)
  yield* view.say(PreflightReport.table(triage))
  return triage
})
