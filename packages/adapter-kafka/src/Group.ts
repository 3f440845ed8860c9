import { Consumer, joinGroupV5 } from "@platformatic/kafka"
import { Effect } from "effect"
import * as Connection from "./Connection.ts"
import * as Reason from "./internal/Reason.ts"
import { request } from "./internal/request.ts"
import { KafkaUnreachable } from "./KafkaRefusal.ts"

/** Which group is asked about, and with which session its members will join. */
export interface Options {
  readonly connection: Connection.Connection
  readonly groupId: string
  readonly sessionMillis: number
}

const bootMillisMax = 15_000

/** Nobody has this id, since brokers give ids themselves. */
const nobody = "sluice-asks"

/** What no worker of these settings would ever get past. Anything else that is answered passes, or is of the moment. */
const unfit = new Set(["GROUP_AUTHORIZATION_FAILED", "INVALID_GROUP_ID", "INVALID_SESSION_TIMEOUT"])

const isUnfit = (cause: unknown): boolean => unfit.has(Reason.of(cause).refusal ?? "")

/**
 * Makes sure before anything is started that workers can join the group: one that cannot would run, and leave every callback where it lies.
 *
 * Asked by joining as a member that there is not. Brokers judge rights and session first, and then do not know it: so the group is not made by this, and no
 * partition moves.
 */
export const ensure = Effect.fn("Group.ensure")(function* ({ connection, groupId, sessionMillis }: Options) {
  const consumer = yield* Effect.acquireRelease(
    Effect.sync(() => new Consumer({ ...Connection.clientOptions(connection), groupId })),
    (client) => Effect.ignore(request("Group.close", bootMillisMax, () => client.close(true)))
  )
  const join = async () => {
    const coordinator = await consumer.findGroupCoordinator()
    const broker = (await consumer.connectToBrokers([coordinator])).get(coordinator)
    if (broker === undefined) return
    await joinGroupV5.api.async(broker, groupId, sessionMillis, sessionMillis, nobody, null, "consumer", [])
  }
  yield* request("Group.ensure", bootMillisMax, join).pipe(
    Effect.catchIf(
      ({ cause }) => !isUnfit(cause),
      (error) => Effect.logDebug("the group was asked about", error)
    ),
    Effect.mapError(
      ({ cause }) =>
        new KafkaUnreachable({ brokers: connection.brokers, asked: `members of the group ${groupId}`, cause })
    )
  )
}, Effect.scoped)
