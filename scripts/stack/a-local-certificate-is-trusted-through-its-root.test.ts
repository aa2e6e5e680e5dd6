import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { localCertificate } from "./certificates.ts";

const dataDir = mkdtempSync(join(tmpdir(), "siren-https-"));
after(() => rmSync(dataDir, { recursive: true, force: true }));

const files = localCertificate(dataDir, "192.168.0.7");
const certificate = new X509Certificate(readFileSync(files.certFile));
const authority = new X509Certificate(readFileSync(files.authorityFile));

function statusFrom(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { ca: readFileSync(files.authorityFile) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).once("error", reject);
  });
}

test("a client that trusts only the root is served, by name and by address", async () => {
  const server = createServer(
    { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) },
    (_, response) => response.end(),
  );
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  assert.equal(await statusFrom(`https://localhost:${port}/`), 200);
  assert.equal(await statusFrom(`https://127.0.0.1:${port}/`), 200);
  server.closeAllConnections();
  server.close();
});

test("it is the root's own, for this host only, and no authority itself", () => {
  assert.ok(certificate.verify(authority.publicKey) && certificate.checkIssued(authority));
  assert.ok(authority.ca && !certificate.ca);
  assert.equal(certificate.checkIP("192.168.0.7"), "192.168.0.7");
  assert.equal(certificate.checkHost("example.org"), undefined);
  assert.equal(statSync(files.keyFile).mode & 0o777, 0o600);
});

test("phones accept its lifetime: at most 398 days", () => {
  const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
  assert.ok(days <= 398, `${days} days`);
});

test("it is kept while it is good, and renewed for another host under the same root", () => {
  const again = localCertificate(dataDir, "192.168.0.7");
  assert.equal(readFileSync(again.certFile, "utf8"), certificate.toString());
  const other = new X509Certificate(readFileSync(localCertificate(dataDir, "fe80::1:2").certFile));
  assert.ok(other.checkIssued(authority));
  assert.equal(other.checkIP("fe80::1:2"), "fe80::1:2");
  const inAYear = new Date(Date.now() + 380 * 86_400_000);
  const renewed = new X509Certificate(readFileSync(localCertificate(dataDir, "fe80::1:2", inAYear).certFile));
  assert.notEqual(renewed.serialNumber, other.serialNumber);
});
