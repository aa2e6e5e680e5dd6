import { email, password } from "@siren/contracts/member";
import { nickname } from "@siren/contracts/nickname";
import type { TextKey } from "../../shared/texts.ts";

export type Entered = { email: string; password: string; nickname: string };
export type Faults = Partial<Record<keyof Entered, TextKey>>;

/** The contract's own rules, so that what passes here is not refused there. */
export function faultsOf(entered: Entered, isNew: boolean): Faults {
  const faults: Faults = {};
  if (!email.safeParse(entered.email).success) faults.email = "emailInvalid";
  if (isNew && !password.safeParse(entered.password).success) faults.password = "passwordShort";
  if (!isNew && entered.password === "") faults.password = "passwordMissing";
  if (isNew && !nickname.safeParse(entered.nickname).success) faults.nickname = "nicknameInvalid";
  return faults;
}

/** Only within this page: an address that leads elsewhere is not followed. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
