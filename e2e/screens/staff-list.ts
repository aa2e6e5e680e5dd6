import { hook, type ScreenState } from "./screen-state.ts";

const seongsu = () => "stores/seongsu";

/** Every screen of the staff's page in its main states, below `/admin/`. A route that is missing here fails the test. */
export const staffScreens: readonly ScreenState[] = [
  { name: "staff-sign-in", route: "", at: () => "", who: "visitor", whole: hook("login-email") },
  { name: "staff-stores", route: "", at: () => "", who: "barista", whole: hook("store-seongsu") },
  { name: "staff-nothing-here", route: "*", at: () => "no/such/page", who: "barista", whole: "h1" },
  { name: "board", route: "stores/:storeId", at: seongsu, who: "barista", whole: hook("ticket") },
  {
    ...{ name: "board-of-another-store", route: "stores/:storeId", who: "barista" },
    ...{ at: () => "stores/haeundae", whole: hook("board-refused") },
  },
  {
    ...{ name: "board-reject", route: "stores/:storeId", at: seongsu, who: "barista", whole: hook("ticket") },
    hasDialog: true,
    async bring(page) {
      await page.locator(hook("reject")).first().click();
      await page.locator(hook("reject-OTHER")).waitFor();
    },
  },
  {
    ...{
      name: "board-sold-out",
      route: "stores/:storeId",
      at: seongsu,
      who: "barista",
      whole: hook("ticket"),
    },
    hasDialog: true,
    async bring(page) {
      await page.locator(hook("sold-out")).click();
      await page.locator(hook("availability-latte")).waitFor();
    },
  },
  {
    ...{ name: "board-stock", route: "stores/:storeId", at: seongsu, who: "barista", whole: hook("ticket") },
    hasDialog: true,
    async bring(page) {
      await page.locator(hook("stock")).click();
      await page.locator(".stock-list li").first().waitFor();
    },
  },
  {
    ...{ name: "board-switch", route: "stores/:storeId", at: seongsu, who: "barista", whole: hook("ticket") },
    hasDialog: true,
    async bring(page) {
      await page.locator(hook("step-up")).click();
      await page
        .locator(`${hook("face")}, ${hook("no-faces")}`)
        .first()
        .waitFor();
    },
  },
  {
    ...{ name: "shift", route: "stores/:storeId/shift", who: "manager", whole: hook("shift-report") },
    at: () => "stores/seongsu/shift",
  },
  {
    ...{
      name: "shift-refused",
      route: "stores/:storeId/shift",
      who: "barista",
      whole: hook("shift-refused"),
    },
    at: () => "stores/seongsu/shift",
  },
  {
    ...{ name: "call-board", route: "call/:storeId", who: "visitor", whole: hook("called") },
    at: () => "call/seongsu",
  },
  { name: "ops-overview", route: "ops/*", at: () => "ops", who: "ops", whole: hook("standing") },
  {
    ...{ name: "ops-registry", route: "ops/*", who: "ops", whole: hook("instance") },
    at: () => "ops/registry",
  },
  ...["traffic", "breakers", "feeds", "audit", "problems", "journey", "explain", "logs"].map(
    (screen): ScreenState => ({
      ...{ name: `ops-${screen}`, route: "ops/*", at: () => `ops/${screen}` },
      ...{ who: "ops", whole: ".ops-screen h2" },
    }),
  ),
  desk("menu", hook("edit-latte")),
  desk("menu/items/new", hook("item-nameKo"), async (page) => {
    await page.locator(hook("save")).click();
    await page.locator("[aria-invalid=true]").first().waitFor();
  }),
  desk("prices", hook("price-item-latte")),
  desk("publish", hook("no-changes")),
  desk("hours", hook("day0-open")),
  desk("store", hook("store-nameKo")),
  desk("promotions", `${hook("new-promotion")}, main form`, (page) =>
    page.locator(hook("new-promotion")).click(),
  ),
  desk("staff", `${hook("add-staff")}, main form`, (page) => page.locator(hook("add-staff")).click()),
  desk("refunds", hook("find")),
  desk("sales", hook("sales-figures")),
  {
    ...{ name: "desk-refused", route: "stores/:storeId/desk/*", who: "barista", whole: hook("desk-refused") },
    at: () => "stores/seongsu/desk/menu",
  },
];

/** A part of the manager's desk. */
function desk(part: string, whole: string, bring?: ScreenState["bring"]): ScreenState {
  const name = `desk-${part.replaceAll("/", "-")}`;
  const at = () => `stores/seongsu/desk/${part}`;
  return { name, route: "stores/:storeId/desk/*", at, who: "manager", whole, ...(bring && { bring }) };
}
