import * as ErasuresConformance from "@sluice/engine/test-kit/ErasuresConformance"
import * as FeedConformance from "@sluice/engine/test-kit/FeedConformance"
import * as SubscriptionsConformance from "@sluice/engine/test-kit/SubscriptionsConformance"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFileAlone()

FeedConformance.suite("PostgreSQL", layer)
SubscriptionsConformance.suite("PostgreSQL", layer)
ErasuresConformance.suite("PostgreSQL", layer)
