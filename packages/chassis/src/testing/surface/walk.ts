import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type OpenApiDocument, type OpenApiOperation, operationsOf } from "@siren/contracts/openapi";
import fc from "fast-check";
import { createIdentitySigner } from "../../identity/identity.ts";
import { readPrivateIdentity } from "../../identity/keys.ts";
import { type Answer, codeOf, type ServiceDoor } from "../service-door.ts";
import { fileOfKey } from "../service-keys.ts";
import { bodySchemaOf, type Crowd, needsKey, plainFaults, type Right, type Wrong } from "./faults.ts";
import { nameless, operationsInTables } from "./readme-rows.ts";
import { type SurfaceRequest, send } from "./request.ts";
import { mutantsOf, wrongWords } from "./wrong-values.ts";

type Parts = {
  service: "menu" | "order" | "barista" | "member";
  door: () => ServiceDoor;
  people: () => Crowd["people"];
  /** For each operation of the document one request that is right, made when its turn has come. */
  rights: () => Record<string, Right | (() => Promise<Right>)>;
  /** Everything that is kept, and what of it is another now than before. */
  digest: {
    take(): Promise<Map<string, string>>;
    changed(before: Map<string, string>, after: Map<string, string>): string[];
  };
  /** Its own page, whose table of endpoints names all of them and no others. */
  readme: string;
  seed?: number;
  runs?: number;
};

/** What must never leave the house. */
const internals =
  /\n\s+at |node_modules|\.ts:\d|\/src\/|[a-z]Error\b|mongo|sqlite|ECONN|is not a function|of undefined/;

/**
 * Goes over every operation of a service's document with requests that are wrong. Each has to be refused by a
 * code of the closed table and must have changed nothing; and the right one has to be taken after all, or what
 * was refused would prove nothing.
 */
export function walkSurface(parts: Parts): void {
  const { service, seed = 20_261_121, runs = 6 } = parts;
  let keys = 0;
  const fresh = () => {
    keys += 1;
    return `walk-${service}-${keys}`;
  };

  async function documentOf(): Promise<OpenApiDocument> {
    return (await parts.door().ask("GET", "/internal/openapi", { as: "gateway" })).body;
  }

  async function isRefused(at: string, { what, request, codes }: Wrong): Promise<void> {
    const answer = await send(parts.door(), at, request);
    assertRefusal(`${at}, ${what}`, answer, codes);
  }

  async function walk(at: string, operation: OpenApiOperation, given: Right, crowd: Crowd): Promise<void> {
    const right: Right = needsKey(operation) ? { key: fresh(), ...given } : given;
    // A read is not looked at so closely: each look is at everything.
    const take = at.startsWith("GET ") ? async () => new Map<string, string>() : parts.digest.take;
    const before = await take();

    for (const wrong of plainFaults(operation, right, crowd)) await isRefused(at, wrong);
    await generated(at, operation, right);
    const changed = parts.digest.changed(before, await take());
    assert.deepEqual(changed, [], `${at} was refused, and changed something`);

    const taken = await send(parts.door(), at, right);
    if (right.endsIn) return assertRefusal(at, taken, [right.endsIn]);
    assert.ok(
      taken.status < 400,
      `${at} refuses what is right: ${taken.status} ${JSON.stringify(taken.body)}`,
    );
    if (needsKey(operation)) await keyUsedAgain(at, right, taken);
  }

  async function generated(at: string, operation: OpenApiOperation, right: Right): Promise<void> {
    const holds = (request: fc.Arbitrary<Wrong>, numRuns: number) =>
      fc.assert(
        fc.asyncProperty(request, (wrong) => isRefused(at, wrong)),
        { seed, numRuns, endOnFailure: true },
      );
    const schema = bodySchemaOf(operation);
    if (schema && right.body !== undefined)
      await holds(
        mutantsOf(right.body, schema).map(({ what, body }) => ({ what, request: { ...right, body } })),
        runs,
      );
    for (const parameter of operation.parameters ?? []) {
      const { name, in: where } = parameter;
      if (where !== "path" && where !== "query") continue;
      const field = where === "path" ? "params" : "query";
      await holds(
        wrongWords(parameter.schema).map((word) => ({
          what: `${name}=${word}`,
          request: { ...right, [field]: { ...right[field], [name]: word } },
        })),
        Math.ceil(runs / 3),
      );
    }
  }

  async function keyUsedAgain(at: string, right: Right, taken: Answer): Promise<void> {
    const again = await send(parts.door(), at, right);
    assert.ok(again.status < 300, `${at} again under its key: ${again.status} ${JSON.stringify(again.body)}`);
    assert.ok(taken.status >= again.status, `${at}: what was done before is not done anew`);
    if (right.otherBody === undefined) return;
    const before = await parts.digest.take();
    const request: SurfaceRequest = { ...right, body: right.otherBody };
    await isRefused(at, { what: "a key that was used", request, codes: ["KEY_REUSED"] });
    await send(parts.door(), at, right);
    const changed = parts.digest.changed(before, await parts.digest.take());
    assert.deepEqual(changed, [], `${at} again under its key changed something`);
  }

  test(`${service}: every operation of the document has a summary, answers, and a turn in this walk`, async () => {
    const operations = operationsOf(await documentOf());
    assert.deepEqual(Object.keys(parts.rights()).sort(), [...operations.keys()].sort());
    for (const [at, { summary, responses }] of operations) {
      assert.ok(summary, `${at} has a summary`);
      assert.ok(
        Object.keys(responses).some((status) => /^[23]/.test(status)),
        `${at} says what it answers`,
      );
    }
  });

  test(`${service}: its README names every operation of the document, and no other`, async () => {
    const documented = [...operationsOf(await documentOf()).keys()].map(nameless);
    const told = operationsInTables(await readFile(parts.readme, "utf8"));
    assert.deepEqual(told.sort(), documented.sort());
  });

  test(`${service}: what is wrong is refused by its code and changes nothing, at every operation`, async (t) => {
    const document = await documentOf();
    const crowd = { people: parts.people(), forged: await forgedFor(service, parts.door()) };
    const rights = parts.rights();
    const forgeries = Object.entries(crowd.forged);
    for (const [i, [at, operation]] of [...operationsOf(document)].entries()) {
      // One guard stands before all of them: here each meets two of the forgeries, in turn.
      const forged = Object.fromEntries(
        [0, 1].flatMap((n) => forgeries.slice((2 * i + n) % forgeries.length).slice(0, 1)),
      );
      await t.test(at, async () => {
        const right = rights[at];
        assert.ok(right, "nobody has said what a right request is");
        await walk(at, operation, typeof right === "function" ? await right() : right, { ...crowd, forged });
      });
    }
  });
}

function assertRefusal(what: string, answer: Answer, codes?: Wrong["codes"]): void {
  const code = codeOf(answer);
  const isExpected = codes ? codes.some((one) => one === code) : answer.status >= 400 && answer.status < 500;
  assert.ok(isExpected, `${what}: ${answer.status} ${code} in place of ${codes?.join() ?? "a refusal"}`);
  assert.doesNotMatch(JSON.stringify(answer.body), internals, what);
}

async function forgedFor(service: Parts["service"], door: ServiceDoor): Promise<Crowd["forged"]> {
  const keyOf = (name: "gateway" | "auditor") => readPrivateIdentity(name, fileOfKey(door.folder, name));
  const someone = {
    ...{
      kind: "member" as const,
      sub: "mem_0000000000000000000000000F",
      via: "token" as const,
      authAtMs: Date.now(),
    },
    ...{ roles: ["customer" as const, "barista" as const, "manager" as const, "ops" as const], stores: [] },
  };
  const gateway = await keyOf("gateway");
  const auditor = await keyOf("auditor");
  const longAgo = createIdentitySigner(gateway, () => door.now() - 3_600_000);
  const today = createIdentitySigner(gateway, door.now);
  const good = await today.headerFor(service, someone);
  const [head, , signature] = good.split(".");
  const claims = { iss: "gateway", aud: service, sub: someone.sub, roles: ["ops"], via: "token", exp: 9e9 };
  const other = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return {
    "that has run out": await longAgo.headerFor(service, someone),
    "for another service": await today.headerFor("discovery", someone),
    "that only the gateway may give": await createIdentitySigner(auditor, door.now).headerFor(
      service,
      someone,
    ),
    "under another's signature": `${head}.${other}.${signature}`,
    "that is unsigned": `${Buffer.from('{"alg":"none"}').toString("base64url")}.${other}.`,
    "that is none": "not.a.token",
  };
}
