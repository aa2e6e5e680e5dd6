import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ConfigFault } from "@siren/chassis/config";
import { literalSecrets } from "../policies/jwt/literal-secrets.ts";
import type { PolicyModule } from "../policies/policy.ts";
import { withEnvironment } from "./environment.ts";
import { type Frame, frame, type Http, type Https, type ServiceEndpoint } from "./file-shape.ts";
import { isKeyed, normalForm } from "./normal-form.ts";
import { outOfOrder } from "./order-of-steps.ts";
import { readPolicyNames, readSteps, type StepRead } from "./read-steps.ts";
import { danglingNames, overlaps, unjudgedSockets } from "./references.ts";
import { type Fault, faultsOf, readWritten, type WrittenFile } from "./written-file.ts";

export type PipelineRead = { name: string; apiEndpoints: readonly string[]; steps: readonly StepRead[] };

/** A file that was read and held to everything that can be known without using it. */
export type GatewayFile = {
  file: string;
  version: string;
  http: Http | undefined;
  https: Https | undefined;
  apiEndpoints: Frame["apiEndpoints"];
  serviceEndpoints: Readonly<Record<string, ServiceEndpoint>>;
  pipelines: readonly PipelineRead[];
  autoRoutes: { allow: readonly string[]; steps: readonly StepRead[] } | undefined;
  /** As it stands in the file, before the environment came in: what may be shown. */
  shown: unknown;
  /** A fault that is found later, as one of the file. */
  told: WrittenFile["told"];
};

export type Reading = {
  /** As it is named in faults. */
  file: string;
  env: Readonly<Record<string, string | undefined>>;
  policies: readonly PolicyModule[];
};

/** Of express-gateway's own keys, and why they are not here. */
const words: Readonly<Record<string, string>> = {
  admin: "what is running is seen under /ops, and changed in this file",
  proxyOptions: "they stand in the action of the proxy step",
  jscode: "code is not carried",
  expression: "code is not carried",
};

/** Automatic routes have what the written ones have; nothing more is known of such a service. */
const usualAutoSteps = [
  { origin: null },
  { identity: null },
  { limits: null },
  { proxy: { action: { stripPath: true } } },
];

export async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigFault([`GATEWAY_CONFIG names ${file}, which cannot be read: ${code}`]);
  }
}

/** Of the text as the environment completes it; cheap beside reading what it says. */
export const versionOf = (source: string, { env }: Pick<Reading, "env">): string =>
  versionOfText(withEnvironment(source, env).text);

const versionOfText = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** Everything that is wrong is told at once, each with its line. */
export function readGatewayFile(source: string, { file, env, policies }: Reading): GatewayFile {
  const { text, faults: unset } = withEnvironment(source, env);
  if (unset.length > 0) throw new ConfigFault(unset.map((one) => `${file}:${one.line}: ${one.text}`));
  const written = readWritten(file, text);
  const faults: Fault[] = [];
  const given = normalForm(written.value, faults);
  const read = frame.safeParse(given);
  if (!read.success) faults.push(...faultsOf(read.error.issues).map(withWord));

  // What can be read is read, so that whoever mends it sees all that there is to mend.
  const known = new Map(policies.map((one) => [one.name, one]));
  const rest = isKeyed(given) ? given : {};
  const declared = Array.isArray(rest.policies) ? rest.policies.filter((one) => typeof one === "string") : [];
  const around = { known, declared, faults };
  faults.push(...readPolicyNames(declared, known));
  const pipelines = isKeyed(rest.pipelines)
    ? Object.entries(rest.pipelines).map(([name, one]) => readPipeline(name, one, around))
    : [];
  const autoRoutes = readAutoRoutes(rest.autoRoutes, around);
  if (read.success) faults.push(...danglingNames(read.data, pipelines), ...overlaps(pipelines, read.data));
  const automatic = { name: "automatic", apiEndpoints: [], steps: autoRoutes?.steps ?? [] };
  faults.push(...unjudgedSockets([...pipelines, automatic], read.success ? read.data : {}));
  for (const { steps } of [...pipelines, ...(autoRoutes ? [autoRoutes] : [])])
    faults.push(...outOfOrder(steps));
  const shown = shownOf(file, source);
  faults.push(...literalSecrets(shown));
  if (faults.length > 0 || !read.success) throw new ConfigFault(faultsInOrder(faults, written));

  const { http, https, apiEndpoints, serviceEndpoints } = read.data;
  return {
    file,
    version: versionOfText(text),
    http: http ?? undefined,
    https: https ?? undefined,
    apiEndpoints,
    serviceEndpoints: serviceEndpoints ?? {},
    pipelines,
    autoRoutes,
    shown,
    told: written.told,
  };
}

function readPipeline(name: string, given: unknown, around: Parameters<typeof readSteps>[2]): PipelineRead {
  const { apiEndpoints, policies } = isKeyed(given) ? given : {};
  const steps = Array.isArray(policies) ? policies : [];
  return {
    name,
    apiEndpoints: Array.isArray(apiEndpoints) ? apiEndpoints.filter((one) => typeof one === "string") : [],
    steps: readSteps(steps, ["pipelines", name, "policies"], around),
  };
}

/** Its proxy leads to whichever service the route is for, and never sends a write twice: nothing was agreed with it. */
function readAutoRoutes(given: unknown, around: Parameters<typeof readSteps>[2]): GatewayFile["autoRoutes"] {
  if (!isKeyed(given) || given.enabled === false) return undefined;
  const isTold = Array.isArray(given.policies);
  const policies: unknown[] = Array.isArray(given.policies) ? given.policies : usualAutoSteps;
  // What is usual need not be declared: nobody wrote it there.
  const within = isTold ? around : { ...around, declared: [...around.known.keys()] };
  const path = ["autoRoutes", "policies"];
  const steps = readSteps(policies.map(withTarget), path, within);
  for (const { action, path: at } of steps) {
    if (isKeyed(action) && action.retry === "keyed")
      around.faults.push({
        path: [...at, "action", "retry"],
        text: "an automatic route sends no write twice: a service that honours Idempotency-Key has a route of its own",
      });
  }
  const allow = Array.isArray(given.allow) ? given.allow.filter((one) => typeof one === "string") : [];
  return { allow, steps };
}

const automaticTarget = "(automatic)";

function withTarget(step: unknown): unknown {
  if (!isKeyed(step) || !("proxy" in step)) return step;
  const one = (value: unknown) => {
    if (!isKeyed(value ?? {})) return value;
    const { action, ...more } = (value ?? {}) as Record<string, unknown>;
    const given = isKeyed(action) ? action : {};
    return { ...more, action: { serviceEndpoint: automaticTarget, ...given } };
  };
  return { ...step, proxy: Array.isArray(step.proxy) ? step.proxy.map(one) : one(step.proxy) };
}

function withWord(fault: Fault): Fault {
  const word = words[String(fault.path.at(-1))];
  return word === undefined || fault.text !== "nobody knows this key"
    ? fault
    : { ...fault, text: `${fault.text} here: ${word}` };
}

function faultsInOrder(faults: readonly Fault[], { told }: WrittenFile): string[] {
  const lineOf = (text: string) => Number(/:(\d+): /.exec(text)?.[1] ?? 0);
  return [...new Set(faults.map(told))].sort((a, b) => lineOf(a) - lineOf(b));
}

/** Without the environment's values; where they make the form of it, nothing is shown. */
function shownOf(file: string, source: string): unknown {
  try {
    return readWritten(file, source).value;
  } catch {
    return undefined;
  }
}
