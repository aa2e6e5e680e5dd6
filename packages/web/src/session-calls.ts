import { session } from "@siren/contracts/member";
import type { Api } from "./api.ts";

/** A repeat after this is still soon enough for member to give the same successor again; later ends the session. */
const refreshTimeoutMs = 6_000;
/** What the form itself tells when it fails, and nobody asks again by itself. */
const alone = { isAnonymous: true, isQuiet: true } as const;

/** What member is told and asked about a session. Each that opens one answers with it. */
export function sessionCalls(api: Api) {
  const post = { method: "POST", answer: session } as const;
  return {
    refresh: async () =>
      (await api({ ...post, path: "/member/refresh", isAnonymous: true, timeoutMs: refreshTimeoutMs })).body,
    register: async (body: { email: string; password: string; nickname: string }) =>
      (await api({ ...post, ...alone, path: "/member/register", body })).body,
    login: async (body: { email: string; password: string }) =>
      (await api({ ...post, ...alone, path: "/member/login", body })).body,
    resetPassword: async (body: { token: string; password: string }) =>
      (await api({ ...post, ...alone, path: "/member/password/reset/confirm", body })).body,
    changePassword: async (body: { current?: string; password: string }) =>
      (await api({ ...post, method: "PUT", path: "/member/me/password", body, tellsPassword: true })).body,
    stepUp: async (path: string, body: object) => (await api({ ...post, path, body })).body,
    leaveForGood: (body: { current?: string; forfeitBalance?: boolean }) =>
      api({ method: "DELETE", path: "/member/me", answer: null, body, tellsPassword: true }),
    logout: (everywhere: boolean) =>
      api({ method: "POST", path: "/member/logout", answer: null, body: { everywhere } }),
  };
}
