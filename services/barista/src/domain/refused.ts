import type { ProblemCode } from "@siren/contracts/problems";

export type Refused = { refused: ProblemCode };
export const refused = (code: ProblemCode): Refused => ({ refused: code });
