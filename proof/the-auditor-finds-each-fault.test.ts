// long: a whole cafe is opened, lives through a day and is damaged in every way
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type AuditRule, auditRules, type Finding, type Verdict } from "@siren/contracts/audit";
import { liveThroughADay } from "./a-day.ts";
import { type Cafe, openCafe, until } from "./cafe.ts";
import { type People, peopleOf } from "./people.ts";
import { plantedInMoney } from "./planted/money.ts";
import { plantedInOrders } from "./planted/orders.ts";
import type { Planted } from "./planted/planted.ts";
import { plantedInTickets } from "./planted/tickets.ts";

// One cafe for all of it: to open one takes longer than to be found out in it.
let cafe: Cafe;
let people: People;
before(async () => {
  cafe = await openCafe({ AUDIT_EVERY_MS: "1000", AUDIT_QUIET_MS: "12000", AUDIT_REMEMBER_MS: "86400000" });
  people = peopleOf(cafe);
});
after(() => cafe?.close());

/** All that was done is known everywhere by now: what comes is the time in which services have to agree. */
const letServicesAgree = () => cafe.advance(3 * 60_000);

test("a day on which everything happens that may happen is green in every rule, and was never red", async () => {
  const orders = await liveThroughADay(cafe, people);
  letServicesAgree();
  let seen: Verdict[] = [];
  const isGreen = ({ rule, state, judged, waitsFor }: Verdict) =>
    state === "HOLDS" && waitsFor === null && judged >= (rule === "views-converge" ? orders : 1);
  await until("every rule is green, and was asked of something", async () => {
    seen = await cafe.verdicts();
    return seen.every(isGreen);
  }).catch((error) => {
    const open = seen.filter((one) => !isGreen(one));
    throw new Error(`${error.message}: ${JSON.stringify(open)}`, { cause: error });
  });
  assert.deepEqual(
    seen.map(({ rule }) => rule),
    [...auditRules],
  );
  const isRed = (line: string) => line.includes("audit.verdict-changed") && line.includes('"to":"BROKEN"');
  assert.deepEqual(cafe.log.filter(isRed), []);
});

describe("each fault that is planted behind a service's back is found", () => {
  const planted = [...plantedInMoney, ...plantedInTickets, ...plantedInOrders];
  const subjects = new Map<Planted, Promise<readonly string[]>>();
  const plant = async (one: Planted) => {
    const subject = one.plant(cafe, people).then((about) => (typeof about === "string" ? [about] : about));
    subjects.set(one, subject);
    // What could not be planted is told by its own test.
    await Promise.allSettled([subject]);
  };
  before(async () => {
    await Promise.all(planted.filter(({ alone }) => !alone).map(plant));
    for (const one of planted.filter(({ alone }) => alone)) await plant(one);
    // Whoever began anew has to have heard everybody before the time goes on.
    await until("the auditor has read all of them", async () =>
      (await cafe.verdicts()).every(({ waitsFor }) => !waitsFor?.includes("not read")),
    );
    letServicesAgree();
  });

  for (const one of planted) {
    test(`${one.rule}: ${one.what}`, async () => {
      const [subject = ""] = (await subjects.get(one)) ?? [];
      await cafe.untilFound(one.rule, subject, one.why);
    });
  }

  test("and nothing is named by a rule that it does not break", async () => {
    const about = await Promise.all(planted.map(async (one) => ({ ...one, ids: await subjects.get(one) })));
    const isRight = (name: AuditRule, { subject }: Finding) =>
      about.some(
        ({ rule, also = [], ids = [] }) =>
          (rule === name || also.includes(name)) && ids.some((id) => subject.includes(id)),
      );
    let wrong: string[] = [];
    await until("every finding is of a fault that was planted", async () => {
      wrong = (await cafe.verdicts()).flatMap(({ rule, findings }) =>
        findings
          .filter((finding) => !isRight(rule, finding))
          .map(({ subject, why }) => `${rule} names ${subject}: ${why}`),
      );
      return wrong.length === 0;
    }).catch((error) => {
      throw new Error(`${error.message}\n${wrong.join("\n")}`, { cause: error });
    });
  });
});
