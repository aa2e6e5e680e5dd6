import { Readable } from "node:stream";
import { headerOf } from "@siren/chassis/balancing/headers";
import { Refusal } from "@siren/contracts/refusal";
import type { Answer } from "../policies/exchange.ts";
import { isEndless } from "../proxy/give-answer.ts";

type Bounds = { mostBytes: number; withinMs: number };

/**
 * The body whole, where it is small and there soon. Otherwise the answer again, to be streamed: what had been read of
 * it comes first, and what is not wanted is destroyed.
 */
export function readWhole(answer: Answer, { mostBytes, withinMs }: Bounds): Promise<Buffer | Answer> {
  const { body, headers } = answer;
  const told = Number(headerOf(headers, "content-length") ?? 0);
  if (told > mostBytes || isEndless(headers)) return Promise.resolve(answer);

  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      body.off("data", onData).off("end", onEnd).off("close", onClose);
      outcome();
    };
    const handBack = () =>
      settle(() => {
        body.pause();
        resolve({ status: answer.status, headers, body: continued(parts, body) });
      });
    const onData = (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size > mostBytes) handBack();
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(parts, size)));
    const onClose = () =>
      settle(() => reject(new Refusal("BAD_UPSTREAM", undefined, {}, { cause: body.errored ?? undefined })));
    // It closes after it; and without a listener it would be nobody's.
    body.on("error", () => {});
    body.on("data", onData).on("end", onEnd).on("close", onClose);
    const timer = setTimeout(handBack, withinMs);
  });
}

function continued(parts: readonly Buffer[], rest: Readable): Readable {
  const all = Readable.from(
    (async function* () {
      yield* parts;
      yield* rest;
    })(),
    { objectMode: false },
  );
  // Also when nobody has begun to read.
  return all.once("close", () => rest.destroy());
}
