import type { Condition } from "../conditions/condition.ts";
import { conditionInWords, readCondition } from "../conditions/read-condition.ts";
import type { PolicyModule } from "../policies/policy.ts";
import { isKeyed } from "./normal-form.ts";
import { type Fault, faultsOf, type Path } from "./written-file.ts";

/** What stands in a pipeline, read. */
export type StepRead = {
  policy: PolicyModule;
  action: unknown;
  condition: Condition | undefined;
  conditionInWords: string | undefined;
  /** Where the step is one that sends on. */
  serviceEndpoint: string | undefined;
  /** The same text is the same step: what it remembers may be kept when the file is read anew. */
  text: string;
  path: Path;
};

/** Of express-gateway's own, and why they are not here. */
const notCarried: Readonly<Record<string, string>> = {
  oauth2: "signing in is member's; jwt takes its tokens",
  "oauth2-introspect": "tokens are checked by their signature (jwt), not by asking for each",
  expression: "it is code; request-transformer and response-transformer say most of it by lookups",
  headers: "request-transformer says the same",
  "json-schema": "bodies are the services' to judge",
};

const whyNot = (name: string, known: ReadonlyMap<string, PolicyModule>): string =>
  `no policy is called ${name} here: ${notCarried[name] ?? `there are ${[...known.keys()].join(", ")}`}`;

export function readPolicyNames(names: readonly string[], known: ReadonlyMap<string, PolicyModule>): Fault[] {
  return names.flatMap((name, index) =>
    known.has(name) ? [] : [{ path: ["policies", index], text: whyNot(name, known) }],
  );
}

export type StepSurroundings = {
  known: ReadonlyMap<string, PolicyModule>;
  declared: readonly string[];
  faults: Fault[];
};

/** `- jwt:`, `- jwt: { condition, action }`, or several of these in a list. */
export function readSteps(steps: readonly unknown[], path: Path, around: StepSurroundings): StepRead[] {
  return steps.flatMap((step, index) => readStep(step, [...path, index], around));
}

function readStep(step: unknown, path: Path, around: StepSurroundings): StepRead[] {
  const { known, declared, faults } = around;
  const names = isKeyed(step) ? Object.keys(step) : [];
  const [name] = names;
  if (!isKeyed(step) || name === undefined || names.length > 1) {
    const text = names.length > 1 ? "each policy is a step of its own" : "a step is one policy by its name";
    faults.push({ path, text });
    return [];
  }
  const policy = known.get(name);
  if (!policy) {
    faults.push({ path: [...path, name], text: whyNot(name, known) });
    return [];
  }
  if (!declared.includes(name)) {
    faults.push({ path: [...path, name], text: `the policy ${name} is not declared in policies` });
    return [];
  }
  const value = step[name];
  if (Array.isArray(value))
    return value.flatMap((one, index) => readOne(policy, one, [...path, name, index], faults) ?? []);
  const one = readOne(policy, value ?? {}, [...path, name], faults);
  return one ? [one] : [];
}

function readOne(policy: PolicyModule, step: unknown, path: Path, faults: Fault[]): StepRead | undefined {
  if (!isKeyed(step)) {
    faults.push({
      path,
      text: "what belongs to a policy stands under action, and when it is taken under condition",
    });
    return undefined;
  }
  for (const key of Object.keys(step)) {
    if (key !== "action" && key !== "condition")
      faults.push({
        path: [...path, key],
        text: `nobody knows this key; settings of ${policy.name} stand under action`,
      });
  }
  const hasCondition = step.condition !== undefined && step.condition !== null;
  const condition = hasCondition ? readCondition(step.condition, [...path, "condition"], faults) : undefined;
  const action = readAction(policy, step.action ?? undefined);
  if (!action.success) {
    faults.push(...faultsOf(action.error.issues, [...path, "action"]));
    return undefined;
  }
  return {
    ...{ policy, path, condition, action: action.data },
    conditionInWords: hasCondition ? conditionInWords(step.condition) : undefined,
    serviceEndpoint: serviceEndpointOf(action.data),
    text: JSON.stringify([policy.name, step.action ?? null, step.condition ?? null]),
  };
}

/** Nothing at all is what is usual, where the policy knows it; else it is no setting, and each one that lacks is named. */
function readAction(policy: PolicyModule, given: unknown) {
  const read = policy.action.safeParse(given);
  return read.success || given !== undefined ? read : policy.action.safeParse({});
}

function serviceEndpointOf(action: unknown): string | undefined {
  if (!isKeyed(action) || !Object.hasOwn(action, "serviceEndpoint")) return undefined;
  return typeof action.serviceEndpoint === "string" ? action.serviceEndpoint : undefined;
}
