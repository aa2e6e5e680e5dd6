import { randomBytes } from "node:crypto";
import { Barista, Customer, newKey, storeId } from "../e2e/harness/cafe.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { Person } from "../e2e/harness/person.ts";

/** Who is there, each with the one password of this run: where others can reach it, the demo's accounts open nothing. */
export type People = {
  password: string;
  customerEmail: string;
  baristaEmail: string;
  customer: Customer;
  barista: Barista;
};

const api = "/api/v1/member";

/** From a store with nobody in it, as an operator does it: the first account by the code in member's folder. */
export async function people(gatewayUrl: string, codeInMember: string): Promise<People> {
  const password = randomBytes(12).toString("base64url");
  const [customerEmail, baristaEmail] = ["rin@pods.example", "sol@pods.example"];
  const gateways = [gatewayUrl];
  const email = "first@pods.example";
  // On a busy machine the first answer may be given up at the gateway, and the account be made all the same.
  const ops = await eventually(
    "the first ops account",
    () =>
      new Person(gateways)
        .enter(`${api}/staff/first`, { code: codeInMember, email, password, nickname: "first" })
        .catch(() => new Person(gateways).login(email, password)),
    60_000,
  );
  await ops.send("POST", `${api}/staff`, {
    key: newKey(),
    body: { email: baristaEmail, password, nickname: "솔", roles: ["barista"], stores: [storeId] },
  });
  const customer = await new Customer(gateways).enter(`${api}/register`, {
    ...{ email: customerEmail, password, nickname: "린" },
  });
  const { cardId } = await customer.card();
  await customer.topUp(cardId, 100_000);
  const barista = await new Barista(gateways).login(baristaEmail, password);
  return { password, customerEmail, baristaEmail, customer, barista };
}
