import { parseArgs } from "node:util";
import { messageOf, StackFault } from "./fault.ts";
import { type OwnSettings, readOwnSettings } from "./own-settings.ts";
import { defaultPorts, type StackOptions } from "./settings.ts";
import { type ProcessName, processNames } from "./topology.ts";

const optionTable = [
  {
    name: "replicas",
    value: "order=2,...",
    about: "how many of which processes (1 to 9 of each)",
  },
  { name: "only", value: "discovery,...", about: "start these processes and no others" },
  { name: "data", value: "DIR", about: "where everything is kept (data)" },
  { name: "gateway-port", value: "N", about: `the pages and the API (${defaultPorts.gateway})` },
  { name: "registry-port", value: "N", about: `the registry (${defaultPorts.registry})` },
  {
    name: "host",
    value: "ADDRESS",
    about: "where the gateway listens (127.0.0.1); others need --seed empty",
  },
  { name: "https", value: undefined, about: "serve with a certificate of a local authority, for phones" },
  { name: "seed", value: "demo|empty", about: "what a new data folder starts with (demo)" },
  {
    name: "settings",
    value: "FILE",
    about: "what the processes are told besides: mail, sign-in, limits (docs/settings.md)",
  },
  { name: "help", value: undefined, about: "print this" },
] as const;

export const helpText = [
  "npm start -- [options]",
  "",
  ...optionTable.map(
    ({ name, value, about }) => `  --${value ? `${name} ${value}` : name}`.padEnd(30) + about,
  ),
  "",
  "From the environment:",
  "  REGISTRY=eureka:URL,URL     an outside registry; ours is not started then",
  "  REGISTRY=consul:URL         the same, a Consul agent",
  "  REGISTRY_LEASE_S=5/15       seconds between renewals / until a registry drops who does not renew",
  "  ZONE=NAME                   told to the registry; instances of the same zone are called first",
  "  LIVE_SETTINGS=FILE          what may be changed while it runs: a YAML file, or consul:URL/key",
  "  LOG_LEVEL=LEVEL             debug, info (the default), warn or error",
].join("\n");

export type StartCommand = { help: true } | { help: false; options: StackOptions };

/** Refuses what it does not know in one line; nothing has been started by then. */
export function parseStartArguments(args: readonly string[]): StartCommand {
  const given = readArguments(args);
  if (given.help === true) return { help: true };
  const options: StackOptions = {
    ...(given.replicas !== undefined && { replicas: replicasOf(text(given.replicas)) }),
    ...(given.only !== undefined && { only: listOf("--only", text(given.only)) }),
    ...(given.data !== undefined && { dataDir: nonEmpty("--data", text(given.data)) }),
    ...(given["gateway-port"] !== undefined && {
      gatewayPort: portOf("--gateway-port", text(given["gateway-port"])),
    }),
    ...(given["registry-port"] !== undefined && {
      registryPort: portOf("--registry-port", text(given["registry-port"])),
    }),
    ...(given.host !== undefined && { host: nonEmpty("--host", text(given.host)) }),
    ...(given.https === true && { https: true }),
    ...(given.seed !== undefined && { seed: seedOf(text(given.seed)) }),
    ...(given.settings !== undefined && { ownSettings: ownSettingsIn(text(given.settings)) }),
  };
  const absent = Object.keys(options.replicas ?? {}).find(
    (name) => options.only && !options.only.some((chosen) => chosen === name),
  );
  if (absent) throw new StackFault(`--replicas names ${absent}, which --only leaves out`);
  return { help: false, options };
}

function readArguments(args: readonly string[]): Record<string, unknown> {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: Object.fromEntries(
        optionTable.map(({ name, value }) => [
          name,
          { type: value ? ("string" as const) : ("boolean" as const) },
        ]),
      ),
    }).values;
  } catch (fault) {
    const [firstSentence = ""] = messageOf(fault).split(/\. |\.?\n/);
    throw new StackFault(`${firstSentence}: npm start -- --help lists the options`);
  }
}

const text = (value: unknown): string => String(value);

function nonEmpty(option: string, value: string): string {
  if (value.trim() === "") throw new StackFault(`${option} needs a value`);
  return value;
}

function portOf(option: string, value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1;
  if (port < 0 || port > 65_535)
    throw new StackFault(`${option} ${value} is not a port: 1 to 65535, or 0 for any`);
  return port;
}

function seedOf(value: string): "demo" | "empty" {
  if (value === "demo" || value === "empty") return value;
  throw new StackFault(`--seed ${value} is unknown: demo or empty`);
}

function listOf(option: string, value: string): ProcessName[] {
  return value.split(",").map((name) => processNamed(option, name.trim()));
}

function processNamed(option: string, name: string): ProcessName {
  const found = processNames.find((known) => known === name);
  if (found) return found;
  throw new StackFault(`${option} names ${name || "nothing"}: the processes are ${processNames.join(", ")}`);
}

function ownSettingsIn(file: string): OwnSettings {
  const said = readOwnSettings(nonEmpty("--settings", file));
  return Object.fromEntries(
    Object.entries(said).map(([name, settings]) => [processNamed("--settings", name), settings]),
  );
}

function replicasOf(value: string): Partial<Record<ProcessName, number>> {
  const replicas: Partial<Record<ProcessName, number>> = {};
  for (const part of value.split(",")) {
    const [given = "", count = ""] = part.split("=");
    if (!/^[1-9]$/.test(count)) throw new StackFault(`--replicas ${part} is not name=1 to name=9`);
    const name = processNamed("--replicas", given.trim());
    if (name in replicas) throw new StackFault(`--replicas names ${name} twice`);
    replicas[name] = Number(count);
  }
  return replicas;
}
