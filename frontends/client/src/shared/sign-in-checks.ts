import { email, password } from "@siren/contracts/member";
import { nicknameFault } from "@siren/contracts/nickname";
import { ApiProblem } from "@siren/web/failures";
import type { SignInTextKey } from "./sign-in-texts.ts";

export type Entered = { email: string; password: string; nickname: string };
export type Faults = Partial<Record<keyof Entered, SignInTextKey>>;

/** The contract's own rules, so that what passes here is not refused there. */
export function faultsOf(entered: Entered, isNew: boolean): Faults {
  const faults: Faults = {};
  const emailKey = emailFault(entered.email);
  const passwordKey = isNew ? newPasswordFault(entered.password) : undefined;
  const nicknameKey = isNew ? nameFault(entered.nickname) : undefined;
  if (emailKey) faults.email = emailKey;
  if (passwordKey) faults.password = passwordKey;
  if (!isNew && entered.password === "") faults.password = "passwordMissing";
  if (nicknameKey) faults.nickname = nicknameKey;
  return faults;
}

export function emailFault(typed: string): SignInTextKey | undefined {
  if (typed === "") return "emailMissing";
  return email.safeParse(typed).success ? undefined : "emailInvalid";
}

export function newPasswordFault(typed: string): SignInTextKey | undefined {
  if (typed === "") return "passwordMissing";
  return password.safeParse(typed).success ? undefined : "passwordShort";
}

const nameFaults = {
  empty: "nicknameMissing",
  "too-long": "nicknameLong",
  "hidden-characters": "nicknameHidden",
} as const;

export function nameFault(typed: string): SignInTextKey | undefined {
  const fault = nicknameFault(typed.normalize("NFC").trim());
  return fault && nameFaults[fault];
}

/** What the server has against one of the fields is said beside it; everything else above the button. */
export function refusedField(error: unknown, isNew: boolean): Faults {
  if (!(error instanceof ApiProblem)) return {};
  if (error.code === "NICKNAME_REFUSED") return { nickname: "nicknameRefused" };
  if (error.code === "ALREADY_REGISTERED") return { email: "emailTaken" };
  if (error.code === "UNAUTHENTICATED" && !isNew) return { password: "wrongLogin" };
  if (error.code !== "BAD_REQUEST") return {};
  const field = /body\.(email|password|nickname)\b/.exec(error.problem.detail ?? "")?.[1];
  if (field === "email") return { email: "emailInvalid" };
  if (field === "password") return { password: "passwordShort" };
  return field === "nickname" ? { nickname: "nicknameHidden" } : {};
}
