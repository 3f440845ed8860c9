import type { Consent } from "../policy/Consenting.ts"

/** What somebody asks for by a word of their own (SPEC, around it: who opted out is never messaged). */
export type Wish = { readonly _tag: "Stop"; readonly scope: "all" | "marketing" } | { readonly _tag: "Start" }

/**
 * Words that stand for a wish when they are the whole of a message, by language.
 *
 * Words that also answer questions ("cancel", "end", "no") are left out: an order that is cancelled must not silence the shop. What people
 * press counts like what they write, so the usual captions of quick replies are among them.
 */
interface Dictionary {
  readonly all: ReadonlyArray<string>
  readonly marketing: ReadonlyArray<string>
  readonly start: ReadonlyArray<string>
}

const dictionaries: Readonly<Record<string, Dictionary>> = {
  en: {
    all: ["stop", "stop all", "stopall", "unsubscribe", "opt out", "opt-out", "optout", "stop messages"],
    marketing: ["stop promotions", "stop marketing", "stop ads", "no promotions", "no ads"],
    start: ["start", "unstop", "subscribe", "opt in", "opt-in", "optin"]
  },
  ko: {
    all: ["수신거부", "수신 거부", "구독취소", "구독 취소", "구독해지", "구독 해지"],
    marketing: ["광고거부", "광고 거부", "광고수신거부", "광고 수신거부", "광고 수신 거부", "프로모션 중지"],
    start: ["수신동의", "수신 동의", "재구독", "구독"]
  },
  zh: {
    all: ["退订", "退訂", "取消订阅", "取消訂閱", "拒收", "td"],
    marketing: ["停止推广", "停止推廣", "拒收广告", "拒收廣告", "停止促销", "停止促銷"],
    start: ["订阅", "訂閱", "恢复订阅", "恢復訂閱"]
  },
  ja: {
    all: ["配信停止", "配信解除", "登録解除", "受信拒否", "停止"],
    marketing: ["広告停止", "広告拒否", "プロモーション停止"],
    start: ["配信再開", "受信再開", "再開"]
  },
  es: {
    all: ["baja", "darme de baja", "dar de baja", "cancelar suscripción", "no enviar más"],
    marketing: ["detener promociones", "no más promociones", "no más publicidad"],
    start: ["alta", "darme de alta", "suscribirme"]
  },
  pt: {
    all: ["sair", "parar", "descadastrar", "cancelar inscrição", "cancelar assinatura"],
    marketing: ["parar promoções", "interromper promoções", "sem promoções"],
    start: ["voltar", "inscrever", "quero receber"]
  },
  de: {
    all: ["stopp", "abmelden", "abbestellen"],
    marketing: ["keine werbung", "werbung stoppen"],
    start: ["anmelden", "wieder anmelden"]
  },
  fr: {
    all: ["arrêter", "se désabonner", "me désabonner", "désabonnement", "désinscription"],
    marketing: ["arrêter les promotions", "pas de publicité"],
    start: ["s'abonner", "m'abonner", "reprendre"]
  },
  it: {
    all: ["disiscrivimi", "disiscriviti", "annulla iscrizione"],
    marketing: ["basta promozioni", "niente pubblicità"],
    start: ["iscrivimi", "riattiva"]
  },
  id: {
    all: ["berhenti", "berhenti berlangganan"],
    marketing: ["hentikan promosi", "stop promosi"],
    start: ["mulai", "berlangganan"]
  }
}

/** Accents, which are left out as often as they are written. Other marks (a Japanese voiced sound) make another word. */
const accents = /[\u0300-\u036f]/g
/** What surrounds a word without meaning anything: blanks, quotes, full stops, smileys. */
const edges = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu

/** A text as the dictionary compares it: one form of each character, small, without accents, edges and doubled blanks. */
const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(accents, "")
    .normalize("NFC")
    .replace(edges, "")
    .replace(/\s+/g, " ")

/** Every word as it is compared. */
type Book = ReadonlyMap<string, Wish>

const entries = ({ all, marketing, start }: Dictionary): ReadonlyArray<readonly [string, Wish]> => [
  ...start.map((word) => [plain(word), { _tag: "Start" }] as const),
  ...marketing.map((word) => [plain(word), { _tag: "Stop", scope: "marketing" }] as const),
  ...all.map((word) => [plain(word), { _tag: "Stop", scope: "all" }] as const)
]

const shipped: Book = new Map(Object.values(dictionaries).flatMap(entries))

/** The dictionaries of every language, without what an account does not take for a wish, and with its own words, which go before them. */
const bookOf = ({ ignoredWords, startWords, stopMarketingWords, stopWords }: Consent): Book => {
  const ignored = new Set(ignoredWords.map(plain))
  const own = entries({ all: stopWords, marketing: stopMarketingWords, start: startWords })
  return new Map([...[...shipped].filter(([word]) => !ignored.has(word)), ...own])
}

/** A policy is asked for every message that comes in, and its words are always the same. */
const books = new WeakMap<Consent, Book>()

const bookFor = (consent: Consent): Book => {
  const known = books.get(consent)
  if (known !== undefined) return known
  const made = bookOf(consent)
  books.set(consent, made)
  return made
}

/** Longer texts are no word of a dictionary, whatever they begin with. */
const lengthMax = 64

/**
 * The wish that a text is, in whatever language; null for a text that says something else, also where it contains such a word.
 *
 * @param consent which words an account adds, and which it does not take for a wish
 */
export const wish = (consent: Consent, text: string): Wish | null =>
  text.length > lengthMax ? null : (bookFor(consent).get(plain(text)) ?? null)
