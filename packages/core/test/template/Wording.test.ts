import { describe, expect, it } from "vitest"
import * as Words from "@sluice/core/template/words/Words"
import { brief, buttons, cloudApi, guide, header, json, lint, of, saying } from "./drafts.ts"

const stretches = (findings: ReturnType<typeof lint>) => findings.map(({ offset, text }) => [offset, text])

describe("Linter: abbreviations", () => {
  it.each([
    ["en_US", "Dear VIP customer, your order has shipped.", 5, "VIP", "premium member"],
    ["en", "Terms apply, see T&Cs on the receipt.", 17, "T&Cs", "terms and conditions"],
    ["ko", "안녕하세요 VIP고객님, 주문이 발송되었습니다.", 6, "VIP", "프리미엄 회원"],
    ["ko", "새 비번을 만들었습니다.", 2, "비번", "비밀번호"],
    ["zh_CN", "尊敬的VIP您好,订单已发货。", 3, "VIP", "高级会员"],
    ["zh_TW", "親愛的VIP您好,訂單已出貨。", 3, "VIP", "高級會員"],
    ["zh_HK", "請看IG的最新消息。", 2, "IG", "Instagram"],
    ["ja", "VIPのお客様へ、なる早でお届けします。", 0, "VIP", "プレミアム会員"],
    ["es_MX", "Tu pedido llega hoy, xq lo pediste ayer.", 21, "xq", "porque"],
    ["pt_BR", "Seu pedido chega hj à tarde.", 17, "hj", "hoje"],
    ["fr", "Votre statut VIP est actif.", 13, "VIP", "premium member"]
  ])("TP-02: in %s, %s", (language, text, offset, short, long) => {
    const [found] = lint(saying(text, language), cloudApi)
    expect(found).toMatchObject({
      rule: "TP-02",
      code: "abbreviation",
      severity: "warning",
      component: "body",
      offset,
      text: short,
      suggestion: long
    })
  })

  it.each([
    ["en", "The viper and the U.S. market: write to dm@example.com about R&D."],
    ["en", "Your order {{u}} arrives."],
    ["ko", "행사 준비번호는 7번입니다."],
    ["es", "Ya viene el equipo que esperabas."]
  ])("TP-02: a short form inside a word, an address or a variable is none (%s: %s)", (language, text) => {
    expect(lint(saying(text, language), cloudApi).filter(({ rule }) => rule === "TP-02")).toEqual([])
  })

  it("TP-02: labels, headers, footers and cards are read too, and offsets count UTF-16 code units", () => {
    const draft = of(
      header("𝒂𝒂 VIP news"),
      { type: "BODY", text: "Your order has shipped." },
      { type: "FOOTER", text: "For VIP" },
      buttons({ type: "QUICK_REPLY", text: "pls stop" }),
      { type: "CAROUSEL", cards: [{ components: [{ type: "BODY", text: "For our VIP" }] }] }
    )
    const found = lint(draft).filter(({ rule }) => rule === "TP-02")
    expect(found.map(({ component, offset, text }) => [component, offset, text])).toEqual([
      ["header", 5, "VIP"],
      ["footer", 4, "VIP"],
      ["buttons[0].text", 0, "pls"],
      ["carousel.cards[0].body", 8, "VIP"]
    ])
  })

  it("TP-02: the dictionary takes a user's own words, which go before the shipped ones, and new languages", () => {
    const words = Words.extended(Words.shipped, {
      abbreviations: {
        en: [
          ["VIP", "gold member"],
          ["PTO", "paid leave"]
        ],
        sw: [["tfdl", "tafadhali"]]
      }
    })
    const found = (text: string, language: string) =>
      lint(saying(text, language), cloudApi, { words }).map(({ suggestion }) => suggestion)
    expect(found("A VIP asks about PTO and COD today.", "en")).toEqual([
      "gold member",
      "paid leave",
      "cash on delivery"
    ])
    expect(found("Subiri kidogo tfdl leo.", "sw")).toEqual(["tafadhali"])
  })
})

describe("Linter: percentage discounts", () => {
  it.each([
    ["en", "Get 30% off all shoes today.", "30% off"],
    ["en", "Get 30 % off all shoes today.", "30 % off"],
    ["en", "Save up to 12.5 percent today.", "Save up to 12.5 percent"],
    ["en", "A discount of 20% waits for you.", "discount of 20%"],
    ["en", "Shoes are -40% this week.", "-40%"],
    ["en", "Take {{1}}% off your next order of shoes today.", "{{1}}% off"],
    ["ko", "오늘 신발 30% 할인합니다.", "30% 할인"],
    ["ko", "오늘 신발 할인율 30퍼센트입니다.", "할인율 30퍼센트"],
    ["zh_CN", "今天所有鞋子7折优惠。", "7折"],
    ["zh_CN", "今天所有鞋子打八五折。", "打八五折"],
    ["zh_TW", "今天所有鞋子優惠30%喔。", "優惠30%"],
    ["ja", "本日は靴が30%オフです。", "30%オフ"],
    ["ja", "本日は靴が30%OFFです。", "30%OFF"],
    ["ja", "本日は靴が\uFF13\uFF10\uFF05オフです。", "\uFF13\uFF10\uFF05オフ"],
    ["ja", "本日は靴が3割引です。", "3割引"],
    ["es", "Hoy 30% de descuento en zapatos.", "30% de descuento"],
    ["es", "Hoy descuento del 30 por ciento en todo.", "descuento del 30 por ciento"],
    ["pt_BR", "Hoje 30% de desconto em sapatos.", "30% de desconto"]
  ])("TP-03: %s: %s", (language, text, stretch) => {
    const found = lint(saying(text, language)).filter(({ rule }) => rule === "TP-03")
    expect(found).toMatchObject([{ code: "percent-discount", text: stretch, offset: text.indexOf(stretch) }])
    expect(found[0]?.suggestion).toMatch(/<.+>/)
    expect(lint(saying(text, language), cloudApi).filter(({ rule }) => rule === "TP-03")).toEqual([])
  })

  it.each([
    ["en", "Your battery is at 30% and the office is open."],
    ["en", "Made of 100% cotton. The sale ended."],
    ["ko", "배송이 50% 진행되었습니다."],
    ["zh_CN", "这部手机可以3折叠。"],
    ["en", "Take 5 USD off your next order."]
  ])("TP-03: a percentage that is no discount, and a concrete amount, pass (%s: %s)", (language, text) => {
    expect(lint(saying(text, language)).filter(({ rule }) => rule === "TP-03")).toEqual([])
  })
})

describe("Linter: links", () => {
  it.each([
    ["en", "To track it click here today.", "click here"],
    ["ko", "배송 조회는 링크를 클릭해 주세요.", "링크를 클릭"],
    ["zh_CN", "查询物流请点击链接即可。", "点击链接"],
    ["zh_TW", "查詢物流請點擊連結即可。", "點擊連結"],
    ["ja", "配送状況はリンクをクリックしてください。", "リンクをクリック"],
    ["es", "Para ver tu pedido haz clic aquí hoy mismo.", "haz clic aquí"],
    ["pt_BR", "Para ver seu pedido clique aqui hoje.", "clique aqui"],
    ["en", "Track it at https://shop.example.com/t?id=1, any time.", "https://shop.example.com/t?id=1"]
  ])("TP-04: guide: a request to follow a link is an error (%s: %s)", (language, text, stretch) => {
    expect(lint(saying(text, language))).toMatchObject([
      { rule: "TP-04", code: "link-request", severity: "error", text: stretch, suggestion: expect.any(String) }
    ])
  })

  it.each([
    ["Track it at https://shop.example.com/t, any time.", "raw-link", "warning", "https://shop.example.com/t"],
    ["Track it at www.example.com any time.", "raw-link", "warning", "www.example.com"],
    ["Track it at example.co.kr/t any time.", "raw-link", "warning", "example.co.kr/t"],
    ["Track it at bit.ly/3xYz any time.", "shortener", "error", "bit.ly/3xYz"],
    ["Track it at https://BIT.LY/3xYz any time.", "shortener", "error", "https://BIT.LY/3xYz"],
    ["Track it at https://go.tinyurl.com/3 any time.", "shortener", "error", "https://go.tinyurl.com/3"],
    ["Write to us at wa.me/15550100 any time.", "shortener", "error", "wa.me/15550100"]
  ])("TP-04: cloud-api: %s is a %s", (text, code, severity, stretch) => {
    expect(lint(saying(text), cloudApi)).toMatchObject([{ rule: "TP-04", code, severity, text: stretch }])
  })

  it.each([
    "Tap the button below, or click here, to track it.",
    "Write to help@example.com about it, please.",
    "It weighs 3.5 kg.So carry it with care."
  ])("TP-04: cloud-api: %s passes", (text) => {
    expect(lint(saying(text), cloudApi)).toEqual([])
  })

  it("TP-04: a URL button is legal under cloud-api and a warning under guide; a shortener on it is always an error", () => {
    const button = (url: string) =>
      of({ type: "BODY", text: "Your order has shipped." }, buttons({ type: "URL", text: "Track", url }))
    expect(lint(button("https://example.com/t"), cloudApi)).toEqual([])
    expect(lint(button("https://example.com/t"))).toMatchObject([{ code: "link-button", component: "buttons[0].url" }])
    for (const policy of [guide, cloudApi])
      expect(lint(button("https://bit.ly/abc"), policy)).toMatchObject([{ code: "shortener", severity: "error" }])
  })

  it("TP-04: shorteners and phrases are data, and can be added to", () => {
    const words = Words.extended(Words.shipped, {
      shorteners: ["sho.example.com"],
      linkRequests: { en: ["open the gate"] }
    })
    expect(stretches(lint(saying("Open  the gate at sho.example.com/1 today."), guide, { words }))).toEqual([
      [18, "sho.example.com/1"],
      [0, "Open  the gate"]
    ])
  })
})

describe("Linter: buttons in words", () => {
  it.each([
    ["en", "Please click the button below to confirm."],
    ["ko", "아래 버튼을 클릭해 주세요."],
    ["es", "Para confirmar haz clic en el botón de abajo."],
    ["pt_BR", "Para confirmar clique em um dos botões."]
  ])("TP-04: guide: to speak of a button is no request to follow a link (%s: %s)", (language, text) => {
    expect(lint(saying(text, language))).toEqual([])
  })
})

describe("Linter: identifiers", () => {
  it.each([
    ["en", "Please reply with your card number today.", "card number"],
    ["ko", "본인 확인을 위해 주민등록번호를 알려 주세요.", "주민등록번호"],
    ["zh_CN", "请回复您的银行卡号以便退款。", "银行卡号"],
    ["ja", "お手続きのため口座番号をお知らせください。", "口座番号"],
    ["es", "Para seguir, responda con su número de cuenta hoy.", "número de cuenta"],
    ["pt_BR", "Para continuar, informe seu CPF hoje.", "CPF"]
  ])("TP-05: a request for a sensitive identifier is an error (%s: %s)", (language, text, identifier) => {
    expect(lint(saying(text, language), cloudApi)).toMatchObject([{ code: "sensitive-request", text: identifier }])
  })

  it("TP-05: naming one without asking for it passes", () => {
    expect(lint(saying("The card number ends in {{1}}. Reply with STOP to end."), cloudApi)).toEqual([])
  })
})

describe("Linter: suggestions", () => {
  it("TP-01: where a finding has a suggestion, putting it in place of the text at the offset mends the draft", () => {
    const text = "😀 Dear VIP, pls wait."
    const mended = lint(saying(text)).reduceRight(
      (whole, { offset, suggestion, text: found }) =>
        whole.slice(0, offset) + (suggestion ?? "") + whole.slice(offset + found.length),
      text
    )
    expect(mended).toBe("😀 Dear premium member, please wait.")
    expect(brief(lint(json({ components: [{ type: "BODY", text: mended }] })))).toEqual([])
  })
})
