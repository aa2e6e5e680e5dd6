import { session } from "@siren/contracts/member";
import { Customer, newKey } from "../e2e/harness/cafe.ts";
import { type Book, measured } from "../e2e/harness/measured.ts";
import { staysSignedIn } from "../e2e/harness/signed-in.ts";

export type Account = { customer: Customer; cardId: string; left_krw: number };

export const topUp_krw = 500_000;
/** A password costs the service a tenth of a second of a core, so that more at once would only wait for it. */
const signUpsAtOnce = 4;

/** Somebody new with money on their card; `book` counts what that took, if it is to be counted. */
export async function signUp(gateways: readonly string[], name: string, book?: Book): Promise<Account> {
  const renewed = staysSignedIn(new Customer(gateways));
  const customer = book ? measured(renewed, book) : renewed;
  const body = { email: `load-${name}@siren.example`, password: `load-${name}-x`, nickname: "load" };
  const answer = await customer.sendUntilAnswered("POST", "/api/v1/member/register", { body, key: newKey() });
  const { accessToken, member } = session.parse(answer.body);
  customer.token = accessToken;
  customer.memberId = member.memberId;
  const { cardId } = await customer.card();
  const { available_krw } = await customer.topUp(cardId, topUp_krw);
  return { customer, cardId, left_krw: available_krw };
}

/** Accounts made before anything is counted. */
export async function signUpMany(
  gateways: readonly string[],
  people: number,
  run: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Account[]> {
  const accounts: Account[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < people && !signal.aborted; n = next++) {
      accounts.push(await signUp(gateways, `${run}-${n}`));
      if (accounts.length % 100 === 0) say(`${accounts.length} of ${people} have an account`);
    }
  };
  await Promise.all(Array.from({ length: signUpsAtOnce }, lane));
  return accounts;
}
