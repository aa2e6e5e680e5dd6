import { after, before, test } from "node:test";
import { type LocalProvider, openLocalProvider } from "./harness/local-provider.ts";
import { patience, startTestStack, type TestStack } from "./harness/stack.ts";
import { quickAuditor, untilEveryRuleHolds } from "./harness/verdicts.ts";
import { storiesOfAccounts } from "./stories/accounts.ts";
import { type Cast, castOf } from "./stories/cast.ts";
import { storiesOfTheCounter } from "./stories/counter.ts";
import { storiesOfTheDesk } from "./stories/desk.ts";

/** One cafe for all of them, as on any day; each leaves it so that the next one can go on. */
let stack: TestStack | undefined;
let provider: LocalProvider | undefined;
let cast: Cast;

before(async () => {
  provider = await openLocalProvider("siren", "a-secret");
  const oidc = {
    ...{ OIDC_GOOGLE_CLIENT_ID: "siren", OIDC_GOOGLE_CLIENT_SECRET: "a-secret" },
    OIDC_GOOGLE_ISSUER: provider.issuer,
  };
  stack = await startTestStack({
    buildPages: false,
    env: { member: oidc, auditor: quickAuditor, order: patience },
  });
  cast = await castOf(stack, provider);
});
after(async () => {
  await stack?.stop();
  await provider?.close();
});

storiesOfTheCounter(() => cast);
storiesOfTheDesk(() => cast);
storiesOfAccounts(() => cast);

test("after all of it every rule of the auditor holds", () => untilEveryRuleHolds(cast.stack, cast.orders));
