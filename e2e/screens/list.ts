import { away } from "./away.ts";
import { forLater } from "./for-later.ts";
import { moments } from "./moments.ts";
import { hook, type ScreenState, twoLattes } from "./screen-state.ts";

const plain: readonly ScreenState[] = [
  { name: "stores", route: "", at: () => "", who: "nobody", whole: hook("store-seongsu") },
  {
    name: "menu",
    route: "stores/:storeId",
    at: () => "stores/seongsu",
    who: "nobody",
    whole: hook("item-latte"),
  },
  {
    ...{ name: "menu-unknown-store", route: "stores/:storeId", who: "nobody" },
    ...{ at: () => "stores/no-such-store", whole: "main a.ui-button" },
  },
  {
    ...{ name: "item", route: "stores/:storeId/items/:itemId", who: "nobody" },
    ...{ at: () => "stores/seongsu/items/latte", whole: hook("add-to-cart") },
  },
  {
    ...{ name: "item-unknown", route: "stores/:storeId/items/:itemId", who: "nobody" },
    ...{ at: () => "stores/seongsu/items/no-such-item", whole: "h1" },
  },
  {
    ...{ name: "menu-of-the-last-store", route: "menu", at: () => "menu", who: "member" },
    ...{ whole: hook("item-latte"), remembers: () => ({ "siren.store": "seongsu" }) },
  },
  { name: "cart-empty", route: "cart", at: () => "cart", who: "nobody", whole: "h1" },
  { name: "orders-of-nobody", route: "orders", at: () => "orders", who: "nobody", whole: "h1" },
  { name: "account-of-nobody", route: "account", at: () => "account", who: "nobody", whole: "h1" },
  { name: "sign-in", route: "sign-in", at: () => "sign-in", who: "nobody", whole: hook("login-email") },
  {
    ...{
      name: "sign-in-refused",
      route: "sign-in",
      at: () => "sign-in",
      who: "nobody",
      whole: hook("login-email"),
    },
    async bring(page) {
      await page.locator(hook("login-email")).fill("nobody@siren.example");
      await page.locator(hook("login-password")).fill("not the password");
      await page.locator(hook("login-submit")).click();
      await page.locator(".ui-field-error:not(:empty)").waitFor();
    },
  },
  { name: "register", route: "register", at: () => "register", who: "nobody", whole: "form" },
  { name: "forgot", route: "forgot", at: () => "forgot", who: "nobody", whole: hook("forgot-email") },
  {
    name: "reset-link-over",
    route: "reset",
    at: () => "reset#token=x",
    who: "nobody",
    whole: hook("link-over"),
  },
  {
    ...{ name: "reset", route: "reset", who: "nobody", whole: hook("reset-password") },
    at: () => `reset#token=${"x".repeat(43)}`,
  },
  {
    ...{ name: "verify", route: "verify", who: "nobody", whole: hook("verify-submit") },
    at: () => `verify#token=${"x".repeat(43)}`,
  },
  { name: "verify-link-over", route: "verify", at: () => "verify#token=x", who: "nobody", whole: "h1" },
  { name: "nothing-here", route: "*", at: () => "no/such/page", who: "nobody", whole: "h1" },
  {
    name: "cart",
    route: "cart",
    at: () => "cart",
    who: "member",
    whole: hook("go-to-checkout"),
    remembers: twoLattes,
  },
  {
    ...{ name: "checkout", route: "checkout", at: () => "checkout", who: "member" },
    ...{ whole: hook("place-order"), remembers: twoLattes },
  },
  { name: "orders", route: "orders", at: () => "orders", who: "member", whole: "a.order-row" },
  {
    ...{ name: "order-open", route: "orders/:orderId", who: "member", whole: hook("order-number") },
    at: ({ orderIds }) => `orders/${orderIds.open}`,
  },
  {
    ...{ name: "order-ready", route: "orders/:orderId", who: "member", whole: hook("order-number") },
    at: ({ orderIds }) => `orders/${orderIds.ready}`,
  },
  {
    ...{ name: "order-over", route: "orders/:orderId", who: "member", whole: hook("order-number") },
    at: ({ orderIds }) => `orders/${orderIds.over}`,
  },
  {
    ...{ name: "receipt", route: "orders/:orderId/receipt", who: "member", whole: "h1" },
    at: ({ orderIds }) => `orders/${orderIds.over}/receipt`,
  },
  {
    ...{ name: "order-unknown", route: "orders/:orderId", who: "member", whole: "main .empty" },
    at: () => "orders/ord_00000000000000000000000000",
  },
  { name: "account", route: "account", at: () => "account", who: "member", whole: hook("logout-everywhere") },
  {
    ...{ name: "card", route: "account/card", at: () => "account/card", who: "member" },
    ...{ whole: hook("top-up") },
  },
  {
    ...{ name: "rewards", route: "account/rewards", at: () => "account/rewards", who: "member" },
    ...{ whole: hook("tier") },
  },
  {
    ...{ name: "favourites", route: "account/favourites", at: () => "account/favourites", who: "member" },
    ...{ whole: ".empty, [data-testid=favourite]" },
  },
  {
    ...{ name: "profile", route: "account/profile", at: () => "account/profile", who: "member" },
    ...{ whole: hook("nickname") },
  },
  {
    ...{ name: "messages", route: "account/messages", at: () => "account/messages", who: "member" },
    ...{ whole: hook("letter-email-ready") },
  },
  {
    ...{ name: "data", route: "account/data", at: () => "account/data", who: "member" },
    ...{ whole: hook("delete-begin") },
  },
  {
    ...{ name: "data-delete-asked", route: "account/data", at: () => "account/data", who: "another" },
    ...{ whole: hook("delete-begin"), hasDialog: true },
    async bring(page) {
      await page.locator(hook("delete-begin")).click();
      await page.locator(hook("delete-account")).waitFor();
    },
  },
  { name: "card-of-nobody", route: "account/card", at: () => "account/card", who: "nobody", whole: "h1" },
  {
    ...{ name: "register-refused", route: "register", at: () => "register", who: "nobody", whole: "form" },
    async bring(page) {
      await page.locator(hook("login-submit")).click();
      await page.locator(".ui-field-error:not(:empty)").first().waitFor();
    },
  },
  { name: "goodbye", route: "goodbye", at: () => "goodbye", who: "nobody", whole: hook("goodbye") },
];

/** Every screen of the customer's page in its states. A route that is missing here fails the test beside. */
export const screens: readonly ScreenState[] = [...plain, ...away, ...moments, ...forLater];
