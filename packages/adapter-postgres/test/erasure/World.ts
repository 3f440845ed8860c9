import { Consent } from "@sluice/engine/accept/consent/Consent"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import { ErasureDesk } from "@sluice/engine/erasure/ErasureDesk"
import * as KeyedOptOuts from "@sluice/engine/erasure/KeyedOptOuts"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Clock, Effect, Layer } from "effect"
import * as Stores from "../Stores.ts"

const directory = DirectoryLayer.layer(
  {
    accounts: [
      {
        id: "acme",
        provider: "cloud-api",
        policy: "guide",
        baseUrls: ["https://graph.example"],
        version: "v25.0",
        accessToken: "token",
        appSecrets: ["secret"],
        verifyToken: "verify",
        businesses: [
          {
            id: "acme-business",
            timeZone: "Asia/Taipei",
            senders: [{ id: "acme-1", phoneNumberId: "1001", number: "+886900000001" }]
          }
        ]
      }
    ]
  },
  () => Effect.dieMessage("every secret is inline")
)

const real = Clock.make()
const nowMillis = () => startMillis + 3_600_000 + Math.floor(performance.now())

/** The machine's clock, in the hour after that of the samples. */
const afterwards: Clock.Clock = {
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: nowMillis,
  unsafeCurrentTimeNanos: () => BigInt(nowMillis()) * 1_000_000n,
  currentTimeMillis: Effect.sync(nowMillis),
  currentTimeNanos: Effect.sync(() => BigInt(nowMillis()) * 1_000_000n),
  sleep: (duration) => real.sleep(duration)
}

/** Everything that erasing needs, with one account of one sender, on a server of the test file's own: of the feed it shows all that is told. */
export const ofFile = () =>
  Layer.mergeAll(
    Consent.layer,
    TemplateRegistry.layer,
    ErasureDesk.layer.pipe(Layer.provide(IdsLayer.layer)),
    MemoryBlobStore.layer
  ).pipe(
    Layer.provideMerge(KeyedOptOuts.layer),
    Layer.provideMerge(RecipientKeys.layer),
    Layer.provideMerge(TestCrypto.layer),
    Layer.provideMerge(directory),
    Layer.provideMerge(Stores.ofFileAlone().layer),
    Layer.provideMerge(Layer.setClock(afterwards))
  )

/** Who opens the erasures. */
export const admin: Caller = { ...nobody, keyId: "key", name: "Mei", role: "admin", accountId: null }
