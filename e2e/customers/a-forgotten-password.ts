import assert from "node:assert/strict";
import { test } from "node:test";
import { mailbox } from "@siren/contracts/accounts";
import { Customer, gatewaysOf } from "../harness/cafe.ts";
import type { CafeDay } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";

/** The last of a day: whoever signs in by the password that everybody knows is not known any more. */
export function aForgottenPassword(day: CafeDay): void {
  test("from the sign-in screen by the message to a new password, and the link is good for once", async () => {
    const email = "mina@siren.example";
    const password = "a new and long one";
    const { stack } = day;
    const page = await day.newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    const at = (hook: string) => page.locator(`[data-testid="${hook}"]`);

    await page.goto(`${stack.gatewayUrl}/client/sign-in`);
    await at("login-email").fill(email);
    await at("forgot").click();
    assert.equal(await at("forgot-email").inputValue(), email, "typed once");
    await at("forgot-submit").click();
    await at("reset-sent").waitFor();

    const reader = new Customer(gatewaysOf(stack));
    const link = await eventually("the message", async () => {
      const { mails } = await reader.get(`/api/v1/member/mailbox?to=${email}`, mailbox);
      return mails.map(({ text }) => /http\S+\/client\/reset#token=\S+$/.exec(text)?.[0]).find((one) => one);
    });
    await page.goto(link);
    await at("reset-password").fill("short");
    await at("reset-submit").click();
    assert.equal(await at("reset-password").getAttribute("aria-invalid"), "true");
    assert.doesNotMatch(page.url(), /token/, "it stays in no address bar");
    await at("reset-password").fill(password);
    await at("reset-submit").click();
    await at("reset-done").waitFor();
    await reader.login(email, password);

    await page.goto("about:blank");
    await page.goto(link);
    await at("reset-password").fill("yet another long one");
    await at("reset-submit").click();
    await at("link-over").waitFor();
    await at("link-over").locator('a[href$="/forgot"]').click();
    await at("forgot-email").waitFor();
    await reader.login(email, password);

    // Cut off on the way through somebody's mail program.
    await page.goto(`${stack.gatewayUrl}/client/reset#token=short`);
    await at("link-over").waitFor();
  });
}
