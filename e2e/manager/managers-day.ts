import { publishedMenu } from "@siren/contracts/menu";
import { type MenuDesk, menuDesk } from "@siren/contracts/menu-desk";
import type { Page } from "playwright-core";
import { type Barista, baristaOf, type Customer, storeId } from "../harness/cafe.ts";
import type { CafeDay } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { signIn } from "../harness/pages.ts";

export const api = "/api/v1";
export const staffPassword = "a staff password";
const tablet = { width: 1024, height: 768 };

export type ManagersDay = Awaited<ReturnType<typeof managerOf>>;

/** The manager at the desk, on a tablet. */
export async function managerOf(day: CafeDay) {
  const deskUrl = (part: string, store = storeId) =>
    `${day.stack.gatewayUrl}/admin/stores/${store}/desk/${part}`;

  /** Signed in there, on a tablet. */
  async function newDesk(email: string, password?: string): Promise<Page> {
    const page = await day.newPage();
    await page.setViewportSize(tablet);
    await page.goto(`${day.stack.gatewayUrl}/admin`);
    await signIn(page, email, password);
    return page;
  }

  const hana: Barista = await baristaOf(day.stack, "hana@siren.example");
  const desk = await newDesk("hana@siren.example");
  return {
    ...{ day, desk, hana, newDesk, deskUrl },
    goTo: (part: string, store = storeId) => desk.goto(deskUrl(part, store)),
    draftOf: (store = storeId): Promise<MenuDesk> => hana.get(`${api}/menu/stores/${store}/draft`, menuDesk),
    async priceOf(itemId: string, store = storeId) {
      const { items } = await hana.get(`${api}/menu/stores/${store}/menu`, publishedMenu);
      return items.find((item) => item.itemId === itemId)?.price_krw;
    },
    async untilQuoted(mina: Customer, itemId: string, total_krw: number) {
      const lines = [{ itemId, choiceIds: [], quantity: 1 }];
      await eventually(`${itemId} is quoted at ${total_krw}`, async () => {
        return (await mina.quote(lines)).total_krw === total_krw;
      });
    },
  };
}
