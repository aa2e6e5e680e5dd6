import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { openSmtpCourier } from "../src/notifications/smtp-courier.ts";
import { signatureHeaders } from "../src/notifications/webhook-courier.ts";
import { letter } from "../src/testing/letter.ts";
import { startSmtpServer } from "../src/testing/smtp-server.ts";

/** A command of its own, for whoever has Python: what its own mail parser and HMAC make of what we send. */
const python = (program: string, input: string): unknown =>
  JSON.parse(execFileSync("python3", ["-c", program], { input, encoding: "utf8" }));

const readMail = `
import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
part = lambda kind: m.get_body(preferencelist=(kind,)).get_content().rstrip()
print(json.dumps({"subject": m["subject"], "to": str(m["to"]), "id": m["message-id"], "from": m["from"].addresses[0].addr_spec,
  "name": m["from"].addresses[0].display_name, "text": part("plain"), "html": part("html"),
  "defects": [str(d) for p in m.walk() for d in p.defects] + [str(d) for h in m.values() for d in h.defects]}))
`;

test("Python's mail parser reads what was written, and finds no fault with it", async () => {
  const server = await startSmtpServer();
  try {
    const courier = await openSmtpCourier({
      url: new URL(`smtp://127.0.0.1:${server.port}`),
      ...{ password: undefined, from: "cafe@siren.example", caFile: undefined },
    });
    const sent = letter({ subject: `사이렌: ${"긴 제목 ".repeat(20)}/ with "quotes" =?utf-8?q?x?=`.trim() });
    assert.deepEqual(await courier.send(sent, AbortSignal.timeout(20_000)), { kind: "sent" });
    assert.deepEqual(python(readMail, server.taken[0]?.raw ?? ""), {
      ...{ subject: sent.subject, text: sent.text, html: sent.html, to: sent.to, defects: [] },
      ...{ id: `<${sent.letterId}@siren.example>`, from: "cafe@siren.example", name: "사이렌 Siren" },
    });
  } finally {
    await server.close();
  }
});

const sign = `
import sys, json, hmac, hashlib, base64
g = json.load(sys.stdin)
signed = (g["id"] + "." + g["timestamp"] + "." + g["body"]).encode()
print(json.dumps(["v1," + base64.b64encode(hmac.new(base64.b64decode(s), signed, hashlib.sha256).digest()).decode() for s in g["secrets"]]))
`;

test("Python's HMAC comes to the same signatures", () => {
  const keys = ["first, and thirty-two bytes long", "second, also thirty-two of them."].map((text, n) => ({
    ...{ keyId: `key-${n}`, secret: Buffer.from(text) },
  }));
  const told = { id: "evt_1.message", body: JSON.stringify({ text: "17번이 준비됐어요" }) };
  const headers = signatureHeaders(keys, { ...told, atMs: 1_700_000_000_000 });
  const secrets = keys.map(({ secret }) => secret.toString("base64"));
  const given = { ...told, timestamp: headers["webhook-timestamp"], secrets };
  assert.deepEqual(python(sign, JSON.stringify(given)), headers["webhook-signature"]?.split(" "));
});
