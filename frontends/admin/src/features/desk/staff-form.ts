import type { StaffView } from "@siren/contracts/accounts";
import { email, password } from "@siren/contracts/member";
import { nickname } from "@siren/contracts/nickname";

export const posts = ["barista", "manager"] as const;
export type Post = (typeof posts)[number];
/** `hasAccount`: somebody new here, who keeps the account that they have as a customer. */
export type StaffForm = {
  email: string;
  nickname: string;
  hasAccount: boolean;
  roles: Post[];
  stores: string[];
};

export const formOf = ({ email, nickname, roles, stores }: StaffView): StaffForm => ({
  ...{ email: email ?? "", nickname, stores, hasAccount: false },
  roles: posts.filter((post) => roles.includes(post)),
});

export const blankForm = (storeId: string): StaffForm => ({
  ...{ email: "", nickname: "", hasAccount: false, roles: ["barista"], stores: [storeId] },
});

export type StaffFault = "emailWrong" | "passwordWrong" | "nicknameWrong" | "rolesNone" | "storesNone";
export type StaffFaults = Partial<Record<keyof StaffForm | "password", StaffFault>>;

/** `first`: the password of somebody new; whoever is there already has their own. */
export function faultsOf(form: StaffForm, first: string | null): StaffFaults {
  const isNew = first !== null;
  return {
    ...(isNew && !email.safeParse(form.email.trim()).success && { email: "emailWrong" as const }),
    ...(!form.hasAccount && {
      ...(isNew && !password.safeParse(first).success && { password: "passwordWrong" as const }),
      ...(!nickname.safeParse(form.nickname).success && { nickname: "nicknameWrong" as const }),
    }),
    ...(form.roles.length === 0 && { roles: "rolesNone" as const }),
    ...(form.stores.length === 0 && { stores: "storesNone" as const }),
  };
}
