import assert from "node:assert/strict";
import { test } from "node:test";
import { orderExamples } from "@siren/contracts/golden-order";
import { memberConfig } from "../src/config.ts";
import { receiptAsHtml, receiptAsText } from "../src/notifications/receipt-paper.ts";
import { channelsOf } from "../src/notifications/settings.ts";
import { signatureHeaders } from "../src/notifications/webhook-courier.ts";

const needed = {
  ...{ DATA_DIR: "d", TOKEN_KEY_FILE: "k", IDENTITY_KEY_FILE: "k", IDENTITY_PUBLIC_KEYS_FILE: "k" },
  STORE: "sqlite:///m.db",
};
const read = (env: Record<string, string>) => channelsOf(memberConfig({ ...needed, ...env }));
const key = `a=whsec_${Buffer.alloc(24, 1).toString("base64")}`;

test("half of a channel, a password in a URL and an address in the open are refused at the start", () => {
  assert.deepEqual(read({}), { smtp: undefined, webhook: undefined });
  const mail = { SMTP_URL: "smtp://cafe%40a.example@mail.example:587", MAIL_FROM: "cafe@a.example" };
  assert.throws(() => read(mail), /SMTP_PASSWORD is missing/);
  assert.equal(read({ ...mail, SMTP_PASSWORD: "p" }).smtp?.from, "cafe@a.example");
  assert.throws(() => read({ SMTP_URL: "smtps://mail.example" }), /needs MAIL_FROM/);
  assert.throws(() => read({ MESSAGE_WEBHOOK_URL: "https://a.example/hook" }), /needs MESSAGE_WEBHOOK_KEYS/);
  const refused: [Record<string, string>, RegExp][] = [
    [{ SMTP_URL: "smtp://cafe:hidden@mail.example" }, /SMTP_URL must have no password/],
    [{ SMTP_URL: "http://mail.example" }, /must begin with smtp/],
    [{ MAIL_FROM: "cafe@a.example>\r\nBcc: x@y.example" }, /MAIL_FROM must be a bare address/],
    [{ MESSAGE_WEBHOOK_URL: "http://a.example/hidden" }, /must be https/],
    [{ MESSAGE_WEBHOOK_KEYS: "a=whsec_hidden" }, /at least 24 bytes/],
  ];
  for (const [env, why] of refused)
    assert.throws(
      () => read(env),
      (error: Error) => why.test(error.message) && !error.message.includes("hidden"),
    );
  const local = {
    MESSAGE_WEBHOOK_URL: "http://127.0.0.1:9/hook",
    MESSAGE_WEBHOOK_KEYS: `${key},b${key.slice(1)}`,
  };
  assert.deepEqual(
    read(local).webhook?.keys.map(({ keyId }) => keyId),
    ["a", "b"],
  );
});

test("a message is signed as Standard Webhooks has it", () => {
  const secret = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  const body = '{"test": 2432232314}';
  const at = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body, atMs: 1_614_265_330_999 };
  const headers = signatureHeaders([{ keyId: "a", secret }], at);
  // The example of the standard's own libraries.
  assert.equal(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  assert.deepEqual([headers["webhook-timestamp"], headers["idempotency-key"]], ["1614265330", at.id]);
});

test("a receipt adds up on paper, and a name in it is a name", () => {
  const [line = assert.fail()] = orderExamples.receipt.lines;
  const evil = { ko: "<img src=x onerror=alert(1)>", en: "\"'&" };
  const receipt = {
    ...orderExamples.receipt,
    ...{ storeName: evil, lines: [{ ...line, name: evil }], refunds: [], refunded_krw: 0 },
    ...{ total_krw: 10_500, charged_krw: 5_500, paid_krw: 5_500 },
  };
  const text = receiptAsText(receipt);
  for (const row of [
    "합계 Total: 5,500원",
    "받지 않음 Not charged: -5,000원",
    "카드 결제 Paid by card: 5,500원",
  ])
    assert.ok(text.includes(row), text);
  assert.doesNotMatch(text, /환불/);
  const html = receiptAsHtml(receipt);
  assert.doesNotMatch(html, /<img|"'&(?!#)/);
  assert.ok(html.includes("&#60;img"));
});
