import { session } from "@siren/contracts/member";
import { menuDesk } from "@siren/contracts/menu-desk";
import { type Barista, baristaOf, Customer, gatewaysOf, latte, newKey } from "../e2e/harness/cafe.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import type { TestStack } from "../e2e/harness/stack.ts";

/** Works in all stores of the demo cafe, and manages them. */
const staffEmail = "hana@siren.example";
const topUp_krw = 500_000;
const signUpsAtOnce = 4;

export type Shopper = { customer: Customer; cardId: string };

export const staffOf = (stack: TestStack): Promise<Barista> => baristaOf(stack, staffEmail);

/** So many people with money on their cards, signed up one after the other as hashing allows. */
export async function signUp(stack: TestStack, people: number, signal: AbortSignal): Promise<Shopper[]> {
  const shoppers: Shopper[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < people && !signal.aborted; n = next++) shoppers.push(await signUpOne(stack, n));
  };
  await Promise.all(Array.from({ length: signUpsAtOnce }, lane));
  return shoppers;
}

async function signUpOne(stack: TestStack, n: number): Promise<Shopper> {
  const customer = new Customer(gatewaysOf(stack));
  const body = { email: `bench-${n}@siren.example`, password: `bench-${n}-siren`, nickname: "bench" };
  const answer = await customer.sendUntilAnswered("POST", "/api/v1/member/register", { body, key: newKey() });
  const { accessToken, member } = session.parse(answer.body);
  customer.token = accessToken;
  customer.memberId = member.memberId;
  const { cardId } = await customer.card();
  await customer.topUp(cardId, topUp_krw);
  return { customer, cardId };
}

/**
 * A store takes no more work than its people can do, which is not what is measured here: its latte becomes one
 * that nobody has to make.
 */
export async function makeLatteInstant(stack: TestStack, storeId: string): Promise<void> {
  const manager = await staffOf(stack);
  const { draftVersion, items } = await manager.get(`/api/v1/menu/stores/${storeId}/draft`, menuDesk);
  const found = items.find(({ itemId }) => itemId === "latte");
  if (!found) throw new Error(`${storeId} sells no latte`);
  const { itemId, ...latteItem } = found;
  const changed = await manager.send("PUT", `/api/v1/menu/items/${itemId}`, {
    body: { storeId, expectedDraftVersion: draftVersion, item: { ...latteItem, prepSeconds: 0 } },
    key: newKey(),
  });
  const expectedDraftVersion = menuDesk.parse(changed.body).draftVersion;
  await manager.send("POST", "/api/v1/menu/publish", {
    body: { storeId, expectedDraftVersion },
    key: newKey(),
  });
  const customer = await new Customer(gatewaysOf(stack)).login("mina@siren.example");
  await eventually(`${storeId} sells it`, async () => {
    const { lines } = await customer.quote(latte(1), storeId);
    return lines[0]?.prepSeconds === 0;
  });
}
