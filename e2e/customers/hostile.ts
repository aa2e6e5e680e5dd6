import type { Page } from "playwright-core";
import { hook } from "../screens/screen-state.ts";

export const hostile = [
  `"><img src=x onerror=alert(1)>`,
  `\u202e\u2066🦄👩‍👩‍👧‍👦e${"\u0301".repeat(60)}`,
  "../../../etc/passwd\u0000%00{{constructor}}",
  "ㅋ".repeat(5_000),
];
export const inPlaceOfAName = [
  ...["..%2f..%2fadmin", "%00", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "__proto__", "%E0%A4%A"],
  ...["ord_%F0%9F%A6%84", "x".repeat(4_000), '"><img src=x onerror=alert(1)>'],
];
/** What the page itself reads there, and what it does not. */
export const behindIt =
  "?next=javascript:alert(1)&oidc=failed&code=<b>&with=..%2f.<script>.__proto__&edit&x=%E0%A4%A#token=<img src=x onerror=alert(1)>";
/** Loaded as they are: what the gateway makes of an address is its own. */
export const loaded = [
  ...["stores/..%2f..%2fadmin", "stores/%00", "stores/seongsu/items/%3Cscript%3E", "orders/__proto__"],
  ...[`stores/${"x".repeat(4_000)}`, "sign-in?next=https://evil.example/", "reset#token=%E0%A4%A"],
];

/** What a page that was broken into, or broken, would have. */
export const wrongs = `(() => {
  const heading = document.querySelector("h1")?.textContent ?? "";
  const links = [...document.links].filter((one) => one.origin !== location.origin);
  return [
    ...(heading === "" || heading === "화면에 문제가 생겼어요" ? ["its heading is '" + heading + "'"] : []),
    ...(document.querySelector("main :is(img[src=x], script, iframe)") ? ["it has somebody's own markup"] : []),
    ...links.map((one) => "it leads to " + one.href),
  ];
})()`;

export type Form = {
  /** Below `/client/`. */
  at: string;
  /** What is folded away first. */
  bring?: (page: Page) => Promise<void>;
  form: string;
  fields: readonly string[];
};
const unfold = (summary: number) => (page: Page) =>
  page.locator("main details > summary").nth(summary).click();
export const forms: readonly Form[] = [
  { at: "sign-in", form: "main form", fields: ["email", "password"] },
  { at: "register", form: "main form", fields: ["email", "password", "nickname"] },
  { at: "forgot", form: "main form", fields: ["email"] },
  { at: `reset#token=${"x".repeat(43)}`, form: "main form", fields: ["password"] },
];
export const formsOfMembers: readonly Form[] = [
  {
    ...{ at: "account/card", form: "main form", fields: ["other"] },
    bring: (page) => page.locator(hook("amount-other")).check(),
  },
  { at: "account/profile", form: "main form:has([name=nickname])", fields: ["nickname"] },
  {
    ...{
      at: "account/profile",
      form: "form:has([name=new-email])",
      fields: ["new-email", "current-password"],
    },
    bring: unfold(0),
  },
  {
    ...{ at: "account/profile", form: "form:has([name=new-password])" },
    ...{ fields: ["current-password", "new-password"], bring: unfold(1) },
  },
  {
    ...{ at: "account/data", form: "dialog[open] form", fields: ["current-password"] },
    bring: (page) => page.locator(hook("delete-begin")).click(),
  },
];
