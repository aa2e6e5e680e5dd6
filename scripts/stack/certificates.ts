import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import * as der from "./der.ts";

const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
/** Phones refuse server certificates that live longer than 398 days. */
const serverDays = 397;
const renewBeforeDays = 30;

export type LocalCertificate = { certFile: string; keyFile: string; authorityFile: string };

/**
 * A server certificate for this machine's addresses from an authority of its own, whose root a phone
 * installs once. Written by hand in DER: node:crypto signs but cannot issue, and the packages that can
 * would bring a dozen others along for one option.
 */
export function localCertificate(dataDir: string, host: string, now: Date = new Date()): LocalCertificate {
  const folder = join(dataDir, "secrets");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = {
    authorityFile: join(dataDir, "siren-local-authority.crt"),
    authorityKeyFile: join(folder, "authority.key"),
    certFile: join(folder, "gateway.crt"),
    keyFile: join(folder, "gateway.key"),
  };
  const authority = keepAuthority(files.authorityFile, files.authorityKeyFile, now);
  const names = namesOf(host);
  if (!isStillGood(files.certFile, names, authority.certificate, now)) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const certificate = issue({
      subject: "Siren cafe on this machine",
      issuer: authority.name,
      publicKey,
      signer: authority.key,
      signerPublicKey: authority.publicKey,
      days: serverDays,
      now,
      names,
    });
    write(files.keyFile, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), 0o600);
    write(files.certFile, certificate, 0o644);
  }
  const { certFile, keyFile, authorityFile } = files;
  return { certFile, keyFile, authorityFile };
}

function keepAuthority(certFile: string, keyFile: string, now: Date) {
  if (!existsSync(certFile) || !existsSync(keyFile)) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    // Named apart, so that two machines' roots can both be installed on one phone.
    const name = `Siren local authority ${randomBytes(3).toString("hex")}`;
    const certificate = issue({
      subject: name,
      issuer: name,
      publicKey,
      signer: privateKey,
      signerPublicKey: publicKey,
      days: authorityDays,
      now,
    });
    write(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), 0o600);
    write(certFile, certificate, 0o644);
  }
  const certificate = new X509Certificate(readFileSync(certFile));
  return {
    certificate,
    publicKey: certificate.publicKey,
    key: createPrivateKey(readFileSync(keyFile)),
    name: certificate.subject.replace(/^CN=/, ""),
  };
}

/** What a browser may call this machine: the loopback names, and every address when bound to all of them. */
export function namesOf(host: string): string[] {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map((address) => address.address);
  const reachable = host === "0.0.0.0" || host === "::" ? own : [host];
  const unscoped = reachable.map((address) => address.split("%")[0] ?? address);
  return [...new Set(["localhost", "127.0.0.1", hostname(), ...unscoped])].sort();
}

function isStillGood(certFile: string, names: string[], authority: X509Certificate, now: Date): boolean {
  if (!existsSync(certFile)) return false;
  const certificate = new X509Certificate(readFileSync(certFile));
  return (
    certificate.checkIssued(authority) &&
    Date.parse(certificate.validTo) - now.getTime() > renewBeforeDays * dayMs &&
    names.every(
      (name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined,
    )
  );
}

type Wanted = {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject;
  signerPublicKey: KeyObject;
  days: number;
  now: Date;
  /** Names of a server; an authority has none. */
  names?: string[];
};

function issue(wanted: Wanted): string {
  const ecdsaWithSha256 = der.sequence(der.oid("1.2.840.10045.4.3.2"));
  const spki = wanted.publicKey.export({ type: "spki", format: "der" });
  const body = der.sequence(
    der.context(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    ecdsaWithSha256,
    commonName(wanted.issuer),
    der.sequence(
      der.time(new Date(wanted.now.getTime() - dayMs)),
      der.time(new Date(wanted.now.getTime() + wanted.days * dayMs)),
    ),
    commonName(wanted.subject),
    spki,
    der.context(3, der.sequence(...extensionsOf(wanted, spki))),
  );
  const signature = sign("sha256", body, wanted.signer);
  const certificate = der.sequence(body, ecdsaWithSha256, der.bits(signature));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf(wanted: Wanted, spki: Buffer): Buffer[] {
  const extension = (id: string, critical: boolean, value: Buffer) =>
    der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octets(value));
  const keyIds = [
    extension("2.5.29.14", false, der.octets(keyIdOf(spki))),
    extension(
      "2.5.29.35",
      false,
      der.sequence(
        der.contextPrimitive(0, keyIdOf(wanted.signerPublicKey.export({ type: "spki", format: "der" }))),
      ),
    ),
  ];
  if (!wanted.names) {
    const isAuthority = der.sequence(der.boolean(true), der.integer(Buffer.from([0])));
    const signsCertificates = der.bits(Buffer.from([0x06]), 1);
    return [
      extension("2.5.29.19", true, isAuthority),
      extension("2.5.29.15", true, signsCertificates),
      ...keyIds,
    ];
  }
  const signsHandshakes = der.bits(Buffer.from([0x80]), 7);
  return [
    extension("2.5.29.19", true, der.sequence()),
    extension("2.5.29.15", true, signsHandshakes),
    extension("2.5.29.37", false, der.sequence(der.oid("1.3.6.1.5.5.7.3.1"))),
    extension("2.5.29.17", false, der.sequence(...wanted.names.map(generalName))),
    ...keyIds,
  ];
}

const commonName = (name: string) => der.sequence(der.set(der.sequence(der.oid("2.5.4.3"), der.utf8(name))));

const keyIdOf = (spki: Buffer) => createHash("sha1").update(spki).digest();

const generalName = (name: string) =>
  isIP(name)
    ? der.contextPrimitive(7, addressBytes(name))
    : der.contextPrimitive(2, Buffer.from(name, "ascii"));

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [
    ...groups(head),
    ...Array.from({ length: tail === undefined ? 0 : missing }, () => "0"),
    ...groups(tail),
  ];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
}

function write(file: string, text: string, mode: number): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, text, { mode });
  renameSync(draft, file);
}
