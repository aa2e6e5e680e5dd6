import { ApiProblem, codeOf, ServerFailure } from "./failures.ts";
import type { Language } from "./i18n.ts";
import { problemTexts } from "./problem-texts.ts";

/** `trace`: the beginning of the trace's id, by which support finds what happened. */
type ProblemWords = { text: string; code: string; trace: string | undefined };

/** Signed in for all that a day needs; but this is done only for who has just been asked who they are. */
const onPassOnly = [
  "회원 서비스가 잠시 쉬고 있어서 지금은 할 수 없어요. 주문과 취소는 그대로 할 수 있고, 이 일은 조금 뒤에 다시 해 주세요.",
  "The member service is away for a moment, so this has to wait. Ordering and cancelling still work; please try this again a little later.",
] as const;

const traceLetters = 8;

/** The server's refusals in words that a person can act on. The code goes beside them, for support. */
export function problemWords(error: unknown, spoken: Language): ProblemWords {
  const code = codeOf(error);
  const [ko, en] = isOnPassOnly(error) ? onPassOnly : textsOf(code);
  const trace = problemIn(error)?.traceId?.slice(0, traceLetters);
  return { text: spoken === "ko" ? ko : en, code, trace };
}

/** Shorter than this it is over before it is read. */
const leastWaitS = 3;

/** After how long the server would look at the same request again, where it said so. */
export function waitOf(error: unknown): number | undefined {
  const seconds = problemIn(error)?.retryAfterS;
  return typeof seconds === "number" && seconds >= leastWaitS && Number.isFinite(seconds)
    ? seconds * 1_000
    : undefined;
}

const problemIn = (error: unknown) =>
  error instanceof ApiProblem || error instanceof ServerFailure ? error.problem : undefined;

const isOnPassOnly = (error: unknown) => problemIn(error)?.because === "outage-pass";

function textsOf(code: string): readonly [string, string] {
  if (code.startsWith("HTTP_")) return problemTexts.HTTP;
  return Object.hasOwn(problemTexts, code)
    ? problemTexts[code as keyof typeof problemTexts]
    : problemTexts.UNEXPECTED;
}
