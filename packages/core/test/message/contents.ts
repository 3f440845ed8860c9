import type { Content } from "@sluice/core/message/OutboundMessage"

/** One valid content for every type and every interactive subtype; numbers are of reserved ranges. */
export const contents = {
  text: { type: "text", text: { body: "Your order has left.", preview_url: false } },
  imageById: { type: "image", image: { id: "100000000000001", caption: "Receipt" } },
  imageByLink: { type: "image", image: { link: "https://files.example.com/a.jpg?v=1#x" } },
  video: { type: "video", video: { link: "http://files.example.com/a.mp4", caption: "" } },
  audio: { type: "audio", audio: { id: "100000000000002", voice: true } },
  document: { type: "document", document: { id: "100000000000003", filename: "a.pdf", caption: "Bill" } },
  sticker: { type: "sticker", sticker: { id: "100000000000004" } },
  location: {
    type: "location",
    location: { latitude: -33.9, longitude: "18.4", name: "Shop", address: "1 Example Road" }
  },
  contacts: {
    type: "contacts",
    contacts: [
      {
        name: { formatted_name: "Customer 1", first_name: "Customer" },
        phones: [{ phone: "+1 202 555 0100", wa_id: "12025550100", type: "WORK" }],
        birthday: "2000-01-31"
      }
    ]
  },
  reaction: { type: "reaction", reaction: { message_id: "wamid.1", emoji: "👍🏽" } },
  reactionRemoved: { type: "reaction", reaction: { message_id: "wamid.1", emoji: "" } },
  buttons: {
    type: "interactive",
    interactive: {
      type: "button",
      header: { type: "image", image: { id: "100000000000001" } },
      body: { text: "Shall we come tomorrow?" },
      footer: { text: "Shop" },
      action: {
        buttons: [
          { type: "reply", reply: { id: "yes", title: "Yes" } },
          { type: "reply", reply: { id: "no", title: "No" } }
        ]
      }
    }
  },
  list: {
    type: "interactive",
    interactive: {
      type: "list",
      header: { type: "text", text: "Delivery" },
      body: { text: "Which one?" },
      action: {
        button: "Choose",
        sections: [
          { title: "Fast", rows: [{ id: "1", title: "Tomorrow", description: "By noon" }] },
          { title: "Slow", rows: [{ id: "2", title: "Next week" }] }
        ]
      }
    }
  },
  link: {
    type: "interactive",
    interactive: {
      type: "cta_url",
      header: { type: "document", document: { link: "https://files.example.com/a.pdf", filename: "a.pdf" } },
      body: { text: "See the dates." },
      action: { name: "cta_url", parameters: { display_text: "Dates", url: "https://www.example.com/dates" } }
    }
  },
  flow: {
    type: "interactive",
    interactive: {
      type: "flow",
      body: { text: "Book a visit." },
      action: {
        name: "flow",
        parameters: {
          flow_message_version: "3",
          flow_token: "token-1",
          flow_id: "1",
          flow_cta: "Book",
          flow_action: "navigate",
          flow_action_payload: { screen: "FIRST", data: { price: 100 } }
        }
      }
    }
  },
  product: {
    type: "interactive",
    interactive: { type: "product", body: { text: "New" }, action: { catalog_id: "1", product_retailer_id: "sku-1" } }
  },
  productList: {
    type: "interactive",
    interactive: {
      type: "product_list",
      header: { type: "text", text: "New" },
      body: { text: "Have a look." },
      action: { catalog_id: "1", sections: [{ title: "Shoes", product_items: [{ product_retailer_id: "sku-1" }] }] }
    }
  },
  catalog: {
    type: "interactive",
    interactive: {
      type: "catalog_message",
      body: { text: "All we have." },
      action: { name: "catalog_message", parameters: { thumbnail_product_retailer_id: "sku-1" } }
    }
  },
  locationRequest: {
    type: "interactive",
    interactive: {
      type: "location_request_message",
      body: { text: "Where are you?" },
      action: { name: "send_location" }
    }
  },
  address: {
    type: "interactive",
    interactive: {
      type: "address_message",
      body: { text: "Where to?" },
      action: { name: "address_message", parameters: { country: "IN", values: { in_pin_code: "400063" } } }
    }
  },
  carousel: {
    type: "interactive",
    interactive: {
      type: "carousel",
      body: { text: "Offers" },
      action: {
        cards: [0, 1].map((card_index) => ({
          card_index,
          type: "cta_url" as const,
          header: { type: "image" as const, image: { link: "https://files.example.com/a.png" } },
          body: { text: "One\nTwo\nThree" },
          action: {
            name: "cta_url" as const,
            parameters: { display_text: "Buy", url: "https://www.example.com/buy" }
          }
        }))
      }
    }
  },
  carouselOfReplies: {
    type: "interactive",
    interactive: {
      type: "carousel",
      body: { text: "Plants" },
      action: {
        cards: [0, 1].map((card_index) => ({
          card_index,
          header: { type: "video" as const, video: { id: "100000000000005" } },
          action: {
            buttons: [{ type: "quick_reply" as const, quick_reply: { id: `more-${card_index}`, title: "More" } }]
          }
        }))
      }
    }
  },
  carouselOfProducts: {
    type: "interactive",
    interactive: {
      type: "carousel",
      body: { text: "Products" },
      action: {
        cards: [0, 1].map((card_index) => ({
          card_index,
          type: "product" as const,
          action: { catalog_id: "1", product_retailer_id: `sku-${card_index}` }
        }))
      }
    }
  },
  orderDetails: {
    type: "interactive",
    interactive: {
      type: "order_details",
      header: { type: "image", image: { link: "https://files.example.com/bread.jpg" } },
      body: { text: "Your order" },
      action: {
        name: "review_and_pay",
        parameters: {
          reference_id: "order-1",
          type: "physical-goods",
          payment_type: "upi",
          payment_configuration: "shop",
          currency: "INR",
          total_amount: { value: 2_150, offset: 100 },
          order: {
            status: "pending",
            items: [
              {
                retailer_id: "1",
                name: "Bread",
                amount: { value: 1_500, offset: 100 },
                sale_amount: { value: 1_000, offset: 100 },
                quantity: 2
              }
            ],
            subtotal: { value: 2_000, offset: 100 },
            tax: { value: 100, offset: 100, description: "VAT" },
            shipping: { value: 100, offset: 100 },
            discount: { value: 50, offset: 100, discount_program_name: "First order" }
          }
        }
      }
    }
  },
  orderStatus: {
    type: "interactive",
    interactive: {
      type: "order_status",
      body: { text: "Your order is on its way." },
      action: { name: "review_order", parameters: { reference_id: "order-1", order: { status: "shipped" } } }
    }
  },
  callPermission: {
    type: "interactive",
    interactive: {
      type: "call_permission_request",
      body: { text: "May we call?" },
      action: { name: "call_permission_request" }
    }
  },
  voiceCall: {
    type: "interactive",
    interactive: {
      type: "voice_call",
      body: { text: "Call us." },
      action: { name: "voice_call", parameters: { display_text: "Call", ttl_minutes: 100, payload: "campaign-1" } }
    }
  },
  template: {
    type: "template",
    template: {
      name: "order_update",
      language: { code: "en_US", policy: "deterministic" },
      components: [
        { type: "header", parameters: [{ type: "image", image: { link: "https://files.example.com/a.jpg" } }] },
        {
          type: "body",
          parameters: [
            { type: "text", text: "Customer 1" },
            { type: "currency", currency: { fallback_value: "$10.99", code: "USD", amount_1000: 10_990 } },
            { type: "date_time", date_time: { fallback_value: "February 25", month: 2, day_of_month: 25 } }
          ]
        },
        { type: "button", sub_type: "quick_reply", index: "0", parameters: [{ type: "payload", payload: "stop" }] },
        { type: "button", sub_type: "url", index: 1, parameters: [{ type: "text", text: "a%20b?c=d" }] },
        {
          type: "button",
          sub_type: "copy_code",
          index: "2",
          parameters: [{ type: "coupon_code", coupon_code: "25OFF" }]
        },
        { type: "button", sub_type: "flow", index: "3", parameters: [{ type: "action", action: { flow_token: "t" } }] }
      ]
    }
  },
  templateNamed: {
    type: "template",
    template: {
      name: "order_update",
      language: { code: "en" },
      components: [
        { type: "header", parameters: [{ type: "location", location: { latitude: 1, longitude: 2 } }] },
        {
          type: "body",
          parameters: [
            { type: "text", parameter_name: "first_name", text: "Customer" },
            { type: "text", parameter_name: "order_number", text: "1" }
          ]
        },
        {
          type: "limited_time_offer",
          parameters: [{ type: "limited_time_offer", limited_time_offer: { expiration_time_ms: 1_750_000_000_000 } }]
        }
      ]
    }
  },
  templateCarousel: {
    type: "template",
    template: {
      name: "offers",
      language: { code: "en" },
      components: [
        { type: "body", parameters: [{ type: "text", text: "today" }] },
        {
          type: "carousel",
          cards: [
            {
              card_index: 0,
              components: [
                { type: "header", parameters: [{ type: "video", video: { id: "100000000000005" } }] },
                {
                  type: "button",
                  sub_type: "quick_reply",
                  index: "0",
                  parameters: [{ type: "payload", payload: "more" }]
                }
              ]
            },
            {
              card_index: 1,
              components: [
                {
                  type: "header",
                  parameters: [{ type: "product", product: { product_retailer_id: "1", catalog_id: "2" } }]
                }
              ]
            }
          ]
        }
      ]
    }
  },
  templateProducts: {
    type: "template",
    template: {
      name: "offers",
      language: { code: "en" },
      components: [
        {
          type: "button",
          sub_type: "mpm",
          index: "0",
          parameters: [
            {
              type: "action",
              action: {
                thumbnail_product_retailer_id: "sku-1",
                sections: [{ title: "Shoes", product_items: [{ product_retailer_id: "sku-1" }] }]
              }
            }
          ]
        }
      ]
    }
  },
  templateOrderStatus: {
    type: "template",
    template: {
      name: "order_state",
      language: { code: "en" },
      components: [
        {
          type: "order_status",
          parameters: [
            { type: "order_status", order_status: { reference_id: "order-1", order: { status: "completed" } } }
          ]
        }
      ]
    }
  }
} satisfies Readonly<Record<string, Content>>
