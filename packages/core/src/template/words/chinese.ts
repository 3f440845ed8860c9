import type { Language } from "./Language.ts"

/** Chinese in simplified characters (SPEC TP-02, TP-04). It is written without blanks, so a phrase counts wherever it stands. */
export const chineseSimplified: Language = {
  abbreviations: [
    ["VIP", "高级会员"],
    ["VVIP", "高级会员"],
    ["SVIP", "高级会员"],
    ["DM", "私信"],
    ["ASAP", "尽快"],
    ["FYI", "供参考"],
    ["DDL", "截止日期"],
    ["ETA", "预计到达时间"],
    ["COD", "货到付款"],
    ["TBD", "待定"],
    ["加V", "添加微信"],
    ["VX", "微信"],
    ["WX", "微信"],
    ["薇信", "微信"],
    ["CP值", "性价比"],
    ["3Q", "谢谢"],
    ["BTW", "顺便说一下"],
    ["YYDS", "非常出色"],
    ["XDM", "各位朋友"],
    ["白菜价", "优惠价格"],
    ["亲亲们", "各位顾客"]
  ],
  linkRequests: [
    "点击链接",
    "点击此链接",
    "点击以下链接",
    "点击下方链接",
    "点击下面的链接",
    "点击这里",
    "点击此处",
    "点这里",
    "点此",
    "点开链接",
    "打开链接",
    "访问链接",
    "复制链接",
    "戳这里",
    "戳链接",
    "访问我们的网站",
    "访问网站",
    "访问官网",
    "登录官网",
    "扫码进入"
  ],
  identifiers: ["卡号", "银行卡号", "信用卡号", "身份证号", "账号", "护照号", "密码", "验证码"],
  asking: ["请回复", "请提供", "请发送", "请输入", "告诉我们", "发给我们", "请填写"],
  suggestion: {
    amountOff: "优惠<金额>",
    askToReply: "回复本消息了解详情",
    button: "下方按钮",
    opening: "您好\uFF0C",
    closing: "。谢谢。"
  }
}

/** Chinese in traditional characters, as written in Taiwan and Hong Kong. */
export const chineseTraditional: Language = {
  abbreviations: [
    ["VIP", "高級會員"],
    ["VVIP", "高級會員"],
    ["SVIP", "高級會員"],
    ["DM", "私訊"],
    ["ASAP", "盡快"],
    ["FYI", "供參考"],
    ["ETA", "預計到達時間"],
    ["COD", "貨到付款"],
    ["TBD", "待定"],
    ["FB", "Facebook"],
    ["IG", "Instagram"],
    ["CP值", "性價比"],
    ["3Q", "謝謝"],
    ["買1送1", "買一送一"],
    ["BTW", "順帶一提"],
    ["揪團", "邀請朋友一起購買"],
    ["PO文", "發文"]
  ],
  linkRequests: [
    "點擊連結",
    "點擊鏈結",
    "點擊此連結",
    "點擊以下連結",
    "點擊下方連結",
    "點擊下列連結",
    "點擊這裡",
    "點擊此處",
    "點選連結",
    "點選此處",
    "點我",
    "點此",
    "按此",
    "按連結",
    "按以下連結",
    "打開連結",
    "開啟連結",
    "造訪我們的網站",
    "造訪網站",
    "瀏覽我們的網站",
    "前往官網",
    "到官網"
  ],
  identifiers: ["卡號", "信用卡號", "銀行帳號", "身分證字號", "身份證號碼", "護照號碼", "密碼", "驗證碼"],
  asking: ["請回覆", "請提供", "請傳送", "請輸入", "告訴我們", "傳給我們", "請填寫"],
  suggestion: {
    amountOff: "優惠<金額>",
    askToReply: "回覆本訊息了解詳情",
    button: "下方按鈕",
    opening: "您好\uFF0C",
    closing: "。謝謝。"
  }
}
