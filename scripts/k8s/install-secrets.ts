import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { StackFault } from "../stack/fault.ts";
import { makeSecrets } from "../stack/secrets.ts";
import { processNames } from "../stack/topology.ts";

/** What is made at install: never in the repository, and the same again from the same folder. */
export const overlays = ["local", "cluster", "mesh"] as const;
export type Overlay = (typeof overlays)[number];

export type Made = {
  apiVersion: "v1";
  kind: "Secret" | "ConfigMap";
  metadata: { name: string; namespace: string; labels: Record<string, string> };
  type?: "Opaque";
  /** As it is, also of a Secret: it becomes base64 when it is written. */
  content: Record<string, string>;
};

/** Each with an account of its own in MongoDB. */
export const withStore = ["menu", "member", "barista", "order"] as const;

/** MongoDB takes a key of 6 to 1024 characters of base64; the others are parts of addresses. */
const newPassword = () => randomBytes(32).toString("base64url");
const newKeyfile = () => randomBytes(512).toString("base64");

export function installSecrets(folder: string, overlay: Overlay, namespace = "siren"): Made[] {
  const keys = makeSecrets(folder);
  const keyFile = (name: string) => readFileSync(join(keys, name), "utf8");
  const kept = (name: string, make: () => string): string => keep(join(keys, name), make);
  const made = (kind: Made["kind"], name: string, content: Made["content"]): Made => ({
    apiVersion: "v1",
    kind,
    metadata: { name, namespace, labels: { "app.kubernetes.io/part-of": "siren" } },
    ...(kind === "Secret" && { type: "Opaque" }),
    content,
  });
  const secret = (name: string, content: Made["content"]) => made("Secret", name, content);
  const ofBoth = [
    ...processNames.map((name) => {
      const file = `identity-${name}.jwk.json`;
      return secret(`identity-${name}`, { [file]: keyFile(file) });
    }),
    made("ConfigMap", "identity-public-keys", {
      "identity-public-keys.jwks.json": keyFile("identity-public-keys.jwks.json"),
    }),
    secret("token-key", { "token-key.jwk.json": keyFile("token-key.jwk.json") }),
    secret("registry-credentials", { password: kept("registry-password", newPassword) }),
    secret("dashboard-credentials", {
      credentials: `ops:${kept("dashboard-password", newPassword)}`,
    }),
  ];
  if (overlay === "local") return ofBoth;
  return [
    ...ofBoth,
    secret("mongo", {
      keyfile: kept("mongo-keyfile", newKeyfile),
      "root-password": kept("mongo-root-password", newPassword),
    }),
    ...withStore.map((name) =>
      secret(`store-${name}`, { password: kept(`store-${name}-password`, newPassword) }),
    ),
  ];
}

function keep(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  const text = readFileSync(file, "utf8").trim();
  if (text === "") throw new StackFault(`${file} is empty: put it back from a backup, or remove it`);
  return text;
}

/** For `kubectl apply -f`. */
export function asYaml(made: readonly Made[]): string {
  return made
    .map(({ content, ...rest }) => {
      const encoded = Object.entries(content).map(([key, text]) => [
        key,
        rest.kind === "Secret" ? Buffer.from(text).toString("base64") : text,
      ]);
      return stringify({ ...rest, data: Object.fromEntries(encoded) }, { lineWidth: 0 });
    })
    .join("---\n");
}

/** Answers the file, which is for its owner only. */
export function writeInstall(folder: string, overlay: Overlay): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "secrets.yaml");
  writeFileSync(file, asYaml(installSecrets(folder, overlay)), { mode: 0o600 });
  chmodSync(file, 0o600);
  return file;
}
