import * as GreyRelease from "@sluice/engine/calibration/GreyRelease"
import * as Setting from "@sluice/engine/settings/Setting"
import { Config } from "effect"

/** What the worker alone reads. */
export const worker = {
  databaseConnections: Setting.withDefault(
    Setting.integer("SLUICE_WORKER_CONNECTIONS", {
      min: 2,
      max: 100,
      unit: "connections",
      example: "16",
      meaning: "to the database, of one worker's engine; the cluster has three more ([capacity](capacity.md))"
    }),
    8
  ),
  subscriberConnections: Setting.withDefault(
    Setting.integer("SLUICE_SUBSCRIBER_CONNECTIONS", {
      min: 16,
      max: 10_000,
      unit: "requests",
      example: "512",
      meaning:
        "to subscribers, under way at the same time over all of them; one host or account has half of it at most ([subscriptions](subscriptions.md))"
    }),
    256
  ),
  runnerHost: Setting.withDefault(
    Setting.text("SLUICE_RUNNER_HOST", {
      type: "an address of this machine, or its name",
      example: "10.0.3.17",
      meaning: "where the other workers reach this one"
    }),
    "127.0.0.1"
  ),
  runnerPort: Setting.withDefault(
    Setting.integer("SLUICE_RUNNER_PORT", {
      min: 0,
      max: 65_535,
      example: "8081",
      meaning: "where the other workers reach this one; 0 takes a free one"
    }),
    0
  ),
  watchHost: Setting.withDefault(
    Setting.text("SLUICE_WATCH_HOST", {
      type: "an address of this machine, or its name",
      example: "0.0.0.0",
      meaning: "where it listens for whoever watches it; nothing is offered to the network unasked"
    }),
    "127.0.0.1"
  ),
  watchPort: Setting.optional(
    Setting.integer("SLUICE_WATCH_PORT", {
      min: 0,
      max: 65_535,
      example: "8082",
      meaning:
        "where it answers `/livez`, `/readyz` and `/metrics` ([what is watched](deploy.md#what-is-watched)); 0 takes a free one, and a line of output names it"
    }),
    "it answers nobody; images of `deploy/Dockerfile` have 8082"
  ),
  greyDecoder: Setting.optional(
    Setting.of(
      "SLUICE_GREY_DECODER",
      {
        type: Setting.oneOf(GreyRelease.names),
        example: GreyRelease.names[0] ?? "",
        meaning:
          "a candidate that reads a share of callbacks beside the decoder in use, and decides nothing ([drift](drift.md))"
      },
      Config.literal(...GreyRelease.names)("SLUICE_GREY_DECODER")
    ),
    "no candidate"
  ),
  greyShare: Setting.withDefault(
    Setting.number("SLUICE_GREY_SHARE", {
      type: "a share from 0 to 1",
      holds: (share) => share >= 0 && share <= 1,
      example: "0.05",
      meaning: "how many callbacks the candidate reads"
    }),
    0.01
  )
}
