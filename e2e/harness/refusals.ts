import assert from "node:assert/strict";
import { type ProblemCode, problem, problemTable } from "@siren/contracts/problems";
import type { Answer, Asked, Person } from "./person.ts";

/** The edge says no: by this code, with its status, as every refusal is told. */
export async function refuses(
  code: ProblemCode,
  person: Person,
  method: string,
  path: string,
  asked: Asked = {},
): Promise<Answer> {
  const answer = await person.ask(method, path, asked);
  const said = problem.safeParse(answer.body);
  const what = `${method} ${path} was answered ${answer.status} ${JSON.stringify(answer.body)}`;
  assert.equal(said.data?.code, code, what);
  assert.equal(answer.status, problemTable[code].status, what);
  return answer;
}
