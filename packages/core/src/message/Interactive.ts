import { Schema } from "effect"
import { AddressMessage } from "./interactive/Address.ts"
import { CallPermissionRequest, LinkButton, LocationRequest, ReplyButtons, VoiceCall } from "./interactive/Buttons.ts"
import { Carousel } from "./interactive/Carousel.ts"
import { Flow } from "./interactive/Flow.ts"
import { List } from "./interactive/List.ts"
import { OrderDetails, OrderStatus } from "./interactive/Order.ts"
import { Catalog, Product, ProductList } from "./interactive/Products.ts"

/** Every interactive message, told apart by `type` (CLOUD_API 3.1). */
export const Interactive = Schema.Union(
  ReplyButtons,
  List,
  LinkButton,
  Flow,
  Product,
  ProductList,
  Catalog,
  LocationRequest,
  AddressMessage,
  Carousel,
  OrderDetails,
  OrderStatus,
  CallPermissionRequest,
  VoiceCall
)
export type Interactive = typeof Interactive.Type

/** Content of type `interactive`. */
export const InteractiveContent = Schema.Struct({ type: Schema.Literal("interactive"), interactive: Interactive })
