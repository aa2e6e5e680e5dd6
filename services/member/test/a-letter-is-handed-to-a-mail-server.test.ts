import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { makeLocalCertificates } from "@siren/chassis/testing/local-certificate";
import { until } from "@siren/chassis/testing/until";
import { openSmtpCourier } from "../src/notifications/smtp-courier.ts";
import { letter } from "../src/testing/letter.ts";
import { type SmtpOptions, type SmtpServer, startSmtpServer } from "../src/testing/smtp-server.ts";

let folder: string;
let tls: { key: string; cert: string };
let authorities: { ours: string; others: string };
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "member-smtp-"));
  const made = await makeLocalCertificates([join(folder, "ours"), join(folder, "others")]);
  const [ours = assert.fail(), others = assert.fail()] = made;
  authorities = { ours: ours.authorityFile, others: others.authorityFile };
  tls = { key: await readFile(ours.keyFile, "utf8"), cert: await readFile(ours.certFile, "utf8") };
});
after(() => rm(folder, { recursive: true, force: true }));

const within = () => AbortSignal.timeout(20_000);
const login = { user: "cafe@siren.example", password: "pässword:=" };

async function opened(t: TestContext, options: SmtpOptions = {}): Promise<SmtpServer> {
  const server = await startSmtpServer(options);
  t.after(() => server.close());
  return server;
}

function courierTo(
  server: SmtpServer,
  given: { ca?: keyof typeof authorities; secure?: boolean; host?: string } = {},
) {
  const { ca, secure = false, host = "127.0.0.1" } = given;
  return openSmtpCourier({
    url: new URL(`${secure ? "smtps" : "smtp"}://${encodeURIComponent(login.user)}@${host}:${server.port}`),
    ...{ password: login.password, from: "no-reply@siren.example" },
    caFile: ca && authorities[ca],
  });
}

const plainTo = (server: SmtpServer) =>
  openSmtpCourier({
    url: new URL(`smtp://127.0.0.1:${server.port}`),
    ...{ password: undefined, from: "no-reply@siren.example", caFile: undefined },
  });

/** Its parts as a reader decodes them. */
function partsOf(raw: string): string[] {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? assert.fail("one part");
  return raw
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = "", ...body] = part.split("\r\n\r\n");
      const text = body.join("\r\n\r\n");
      if (/base64/i.test(head)) return Buffer.from(text, "base64").toString();
      const bytes = text
        .replace(/=\r\n/g, "")
        .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(bytes, "latin1").toString();
    });
}
const subjectOf = (raw: string) =>
  [.../=\?UTF-8\?B\?([^?]+)\?=/gi[Symbol.matchAll](/^Subject:(.*(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? "")]
    .map(([, base64 = ""]) => Buffer.from(base64, "base64").toString())
    .join("");

for (const [how, options, isSecure] of [
  ["STARTTLS and AUTH PLAIN", { login: { ...login, method: "PLAIN" } }, false],
  ["TLS from the start and AUTH LOGIN", { login: { ...login, method: "LOGIN" }, secure: true }, true],
] as const)
  test(`a letter goes by ${how}`, async (t) => {
    const server = await opened(t, { ...options, tls });
    const courier = await courierTo(server, { ca: "ours", secure: isSecure });
    assert.deepEqual(await courier.send(letter(), within()), { kind: "sent" });
    const [{ raw, ...envelope } = assert.fail()] = server.taken;
    assert.deepEqual(envelope, {
      ...{ from: "no-reply@siren.example", to: "mina@siren.example", user: login.user, isSecure: true },
    });
    assert.match(raw, /^Message-ID: <evt_1\.email@siren\.example>\r$/m);
    assert.deepEqual(server.faults, []);
  });

test("a server that is not who it should be, or that cannot be spoken to unheard, is told nothing", async (t) => {
  for (const ca of ["others", undefined] as const) {
    const server = await opened(t, { login, tls });
    const outcome = await (await courierTo(server, { ...(ca && { ca }) })).send(letter(), within());
    assert.equal(outcome.kind, "down", "its certificate is of another authority");
    assert.deepEqual([server.taken, server.faults], [[], []]);
  }
  const open = await opened(t, { login });
  // No loopback address by its name, and the same machine.
  const outcome = await (await courierTo(open, { host: "0.0.0.0" })).send(letter(), within());
  assert.equal(outcome.kind, "down", "it offers no STARTTLS");
  assert.deepEqual([open.taken, open.faults], [[], []]);
});

test("a wrong password says nothing against the letter, and nothing of itself", async (t) => {
  const server = await opened(t, { login: { ...login, password: "another" }, tls });
  const outcome = await (await courierTo(server, { ca: "ours" })).send(letter(), within());
  assert.equal(outcome.kind, "down");
  assert.match(JSON.stringify(outcome), /EAUTH.*535/);
  assert.doesNotMatch(JSON.stringify(outcome), /ssword|cafe@/);
});

test("Korean, dots and long lines arrive as they were written, and every line is one that servers take", async (t) => {
  const server = await opened(t);
  const text = `.\n..점 둘\n${"가".repeat(2_000)}\n.`;
  const html = `<p>${"나".repeat(2_000)}</p>`;
  const sent = await (await plainTo(server)).send(letter({ text, html }), within());
  assert.deepEqual([sent, server.faults], [{ kind: "sent" }, []]);
  const raw = server.taken[0]?.raw ?? "";
  assert.equal(subjectOf(raw), letter().subject);
  assert.deepEqual(
    partsOf(raw).map((part) => part.replace(/\r\n/g, "\n").trimEnd()),
    [text, html],
  );
});

test("a name from elsewhere makes no header and no second recipient", async (t) => {
  const server = await opened(t);
  const courier = await plainTo(server);
  const evil = "x\r\nBcc: evil@siren.example\r\n\r\nfirst";
  assert.deepEqual(await courier.send(letter({ subject: evil, text: evil, html: null }), within()), {
    kind: "sent",
  });
  const [head = ""] = (server.taken[0]?.raw ?? "").split("\r\n\r\n");
  assert.doesNotMatch(head, /^Bcc/im);
  assert.equal(server.taken[0]?.to, "mina@siren.example");
  const before = server.connections();
  for (const to of [
    "a@b.cd>\r\nRCPT TO:<evil@siren.example",
    "a,evil@siren.example",
    "<a@b.cd>",
    "a@b.cd\u0000",
  ])
    assert.equal((await courier.send(letter({ to }), within())).kind, "refused", to);
  assert.equal(server.connections(), before, "nobody was asked");
});

test("what a server says of a letter is told from what it says of itself", async (t) => {
  const server = await opened(t);
  const courier = await plainTo(server);
  const meets = async (...[at, say]: [Parameters<SmtpServer["trouble"]>[0]["at"], string]) => {
    server.trouble({ at, say });
    const impatient = new AbortController();
    const met = until("it was met", () => server.left() === 0).then(
      () => say === "never" && impatient.abort(),
    );
    const outcome = await courier.send(letter(), AbortSignal.any([within(), impatient.signal]));
    await met;
    assert.equal(server.left(), 0);
    return outcome.kind;
  };
  assert.equal(await meets("RCPT", "450 4.2.0 greylisted"), "failed");
  assert.equal(await meets("RCPT", "550 5.1.1 nobody here"), "refused");
  assert.equal(await meets("END", "451 4.3.0 disk full"), "failed");
  assert.equal(await meets("END", "554 5.7.1 looks like spam"), "refused");
  assert.equal(await meets("RCPT", "421 4.3.2 going down"), "down");
  assert.equal(await meets("DATA", "drop"), "down");
  assert.equal(await meets("RCPT", "drop"), "down");
  assert.equal(await meets("END", "drop"), "unsure", "it has all of it");
  assert.equal(await meets("END", "never"), "unsure", "and it did not wait for ever");
  assert.deepEqual(server.taken, []);
  await server.close();
  assert.equal((await courier.send(letter(), within())).kind, "down", "nobody is there");
  await server.reopen();
  assert.equal((await courier.send(letter(), within())).kind, "sent");
  assert.deepEqual(server.faults, []);
});
