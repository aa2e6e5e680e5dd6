import { roles } from "@siren/contracts/roles";
import * as z from "zod";

const paths = z.array(z.string().startsWith("/")).default([]);

/** Cookies are not passed on, but for those named here, on these paths of the service. */
export const identityAction = z.strictObject({
  passCookies: z.array(z.string()).default([]),
  /** Whoever comes here signs in anew: a token that has run out does not matter. */
  onPaths: paths,
  /** Here too, but a token that is shown has to count. */
  alsoOnPaths: paths,
  /** Only who has one of these gets through: 401 for who has not said who they are, 403 for all others. */
  roles: z.array(z.enum(roles)).min(1).optional(),
});
export type IdentityAction = z.infer<typeof identityAction>;
