import type { OpenApiOperation } from "@siren/contracts/openapi";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Role } from "@siren/contracts/roles";
import type { Caller } from "../../identity/caller.ts";
import type { SurfaceRequest } from "./request.ts";

/** A request that has to be refused; without codes any refusal will do. */
export type Wrong = { what: string; request: SurfaceRequest; codes?: readonly ProblemCode[] };

/** One that is right, and what is wrong for its operation alone. */
export type Right = SurfaceRequest & {
  /** People of the right role to whom the thing does not belong. */
  notTheirs?: readonly Caller[];
  /** Well-formed names of what nobody knows, by parameter. Those that may be new are not named. */
  unknown?: Record<string, string>;
  /** Another body that would be right, for a key that was used. */
  otherBody?: unknown;
  /** What is too large for a body here; a little more than the usual 64 kB when left out. */
  tooLargeBytes?: number;
  more?: readonly Wrong[];
  /** What the right one comes to where another world would be needed for it to be taken: a provider, a code. */
  endsIn?: ProblemCode;
};

export type Crowd = {
  people: Partial<Record<Role, Caller>>;
  /** Identities that do not hold, as headers: expired, of another key, for another audience. */
  forged: Record<string, string>;
};

export const mayAnybody = ({ security }: OpenApiOperation) =>
  security.some((one) => Object.keys(one).length === 0);
export const rolesOf = ({ security }: OpenApiOperation) =>
  new Set(security.flatMap((one) => Object.values(one).flat()));
export const needsKey = ({ parameters = [] }: OpenApiOperation) =>
  parameters.some(({ name }) => name === "Idempotency-Key");
export const bodySchemaOf = ({ requestBody }: OpenApiOperation) =>
  requestBody?.content["application/json"]?.schema;

function byOthers(operation: OpenApiOperation, right: Right, { people, forged }: Crowd): Wrong[] {
  const unproved = Object.entries(forged).map(
    ([what, identity]): Wrong => ({
      what: `an identity ${what}`,
      request: { ...right, as: undefined, headers: { ...right.headers, "x-siren-identity": identity } },
      codes: ["UNAUTHENTICATED", "TOKEN_EXPIRED"],
    }),
  );
  if (mayAnybody(operation)) return unproved;
  const roles = rolesOf(operation);
  const strangers = Object.values(people).filter((one) => !one.roles.some((role) => roles.has(role)));
  return [
    ...unproved,
    { what: "nobody", request: { ...right, as: undefined }, codes: ["UNAUTHENTICATED"] },
    { what: "another service", request: { ...right, as: "auditor" }, codes: ["FORBIDDEN"] },
    ...strangers.map(
      (as): Wrong => ({
        what: `a ${as.roles.join()} who may not`,
        request: { ...right, as },
        codes: ["FORBIDDEN"],
      }),
    ),
    ...(right.notTheirs ?? []).map(
      (as): Wrong => ({
        what: `a ${as.roles.join()} whose it is not`,
        request: { ...right, as },
        codes: ["NOT_FOUND", "WRONG_STORE", "FORBIDDEN", "OPTION_INVALID"],
      }),
    ),
  ];
}

function byNames(right: Right): Wrong[] {
  return Object.entries(right.unknown ?? {}).map(([name, value]) => ({
    what: `an unknown ${name}`,
    request:
      name in (right.params ?? {})
        ? { ...right, params: { ...right.params, [name]: value } }
        : { ...right, query: { ...right.query, [name]: value } },
    codes: ["NOT_FOUND", "WRONG_STORE", "LINK_EXPIRED", "PIN_WRONG", "COUPON_INVALID"],
  }));
}

function byKey(operation: OpenApiOperation, right: Right): Wrong[] {
  if (!needsKey(operation)) return [];
  const bad = ["short", "x".repeat(129), "with space in it", "key;drop", "ключ-ключ"].filter(isHeader);
  return [
    { what: "no key", request: { ...right, key: undefined }, codes: ["KEY_REQUIRED"] },
    ...bad.map(
      (key): Wrong => ({
        what: `the key ${key.slice(0, 12)}`,
        request: { ...right, key },
        codes: ["BAD_REQUEST"],
      }),
    ),
  ];
}

const isHeader = (text: string) => /^[\x20-\x7e]*$/.test(text);
const large = (bytes = 66_000) => `{"x":"${"x".repeat(bytes)}"}`;

function byBody(operation: OpenApiOperation, right: Right): Wrong[] {
  const { body: _, bytes: _bytes, ...bare } = right;
  const [method] = operation.operationId.split("_").slice(1);
  if (right.bytes) return [];
  const torn: Wrong[] = [
    { what: "torn JSON", request: { ...bare, raw: '{"storeId": "seon' }, codes: ["BAD_REQUEST"] },
    { what: "a word for a body", request: { ...bare, raw: '"latte"' }, codes: ["BAD_REQUEST"] },
    {
      what: "a body of another type",
      request: { ...bare, raw: "storeId=a", headers: { ...bare.headers, "content-type": "text/plain" } },
      codes: ["UNSUPPORTED_MEDIA_TYPE"],
    },
    { what: "an unexpected body", request: { ...bare, raw: '{"isAdmin":true}' }, codes: ["BAD_REQUEST"] },
  ];
  // A GET has no body that a client could send.
  if (method === "get") return [];
  return [
    ...torn,
    { what: "too much", request: { ...bare, raw: large(right.tooLargeBytes) }, codes: ["PAYLOAD_TOO_LARGE"] },
    ...(bodySchemaOf(operation)
      ? [{ what: "ten thousand brackets", request: { ...bare, raw: "[".repeat(10_000) } }]
      : []),
  ];
}

/** What is wrong in the same way everywhere. */
export const plainFaults = (operation: OpenApiOperation, right: Right, crowd: Crowd): Wrong[] => [
  ...byOthers(operation, right, crowd),
  ...byNames(right),
  ...byKey(operation, right),
  ...byBody(operation, right),
  ...(right.more ?? []),
];
