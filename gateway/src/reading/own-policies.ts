import { stat } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigFault } from "@siren/chassis/config";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import { knownPolicies } from "../policies/known-policies.ts";
import { definePolicy, type PolicyModule } from "../policies/policy.ts";

/** What a policy of an operator's own is made with, so that its file needs to import nothing. */
export type PolicyKit = { definePolicy: typeof definePolicy; Refusal: typeof Refusal; z: typeof z };
export type OwnPolicy = (kit: PolicyKit) => PolicyModule;

const kit: PolicyKit = { definePolicy, Refusal, z };
const extensions = [".ts", ".mts", ".js", ".mjs"];

/**
 * All policies that the file may name. The modules are named by the environment and never by the file itself: who
 * may write routes, also while the gateway runs, may not thereby run code in it.
 */
export async function allPolicies(modules: string, routesFile: string): Promise<readonly PolicyModule[]> {
  const own: PolicyModule[] = [];
  const faults: string[] = [];
  for (const name of modules
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean)) {
    try {
      const policy = await loadPolicy(name, dirname(routesFile));
      if ([...knownPolicies, ...own].some((one) => one.name === policy.name))
        throw new Error(`there is a policy ${policy.name} already`);
      own.push(policy);
    } catch (error) {
      faults.push(`POLICY_MODULES names ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (faults.length > 0) throw new ConfigFault(faults);
  return [...knownPolicies, ...own];
}

async function loadPolicy(name: string, folder: string): Promise<PolicyModule> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(name)) throw new Error("only a file is loaded, by its path");
  const path = resolve(folder, name);
  if (!extensions.includes(extname(path))) throw new Error(`a module ends in ${extensions.join(", ")}`);
  if (!(await stat(path)).isFile()) throw new Error("it is no file");
  const { default: make }: { default?: unknown } = await import(pathToFileURL(path).href);
  if (typeof make !== "function") throw new Error("its default export is not a function of the policy kit");
  const policy: Partial<PolicyModule> = make(kit);
  if (typeof policy?.name !== "string" || !/^[a-z][a-z0-9-]*$/.test(policy.name))
    throw new Error("its policy has no name of small letters and hyphens");
  if (typeof policy.create !== "function" || typeof policy.action?.safeParse !== "function")
    throw new Error("its policy lacks create, or a schema of its action");
  return policy as PolicyModule;
}
