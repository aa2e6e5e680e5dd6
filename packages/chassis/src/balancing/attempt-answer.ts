import type { Readable } from "node:stream";
import type { Instance } from "../registry/port.ts";
import { AnswerBody, type BodySource } from "./answer-body.ts";

/** What an instance answered; a class, since its body is a stream only for whoever asks for one. */
export class AttemptAnswer extends AnswerBody {
  readonly status: number;
  headers: string[];
  /** Who gave it, and at which try: said of the one that counts. */
  instance: Instance | undefined = undefined;
  attempts = 0;

  constructor(source: BodySource, status: number, headers: string[]) {
    super(source);
    this.status = status;
    this.headers = headers;
  }

  get body(): Readable {
    return this.stream;
  }
}

/** The one that the caller is given. */
export type Dispatched = AttemptAnswer & { instance: Instance };

export function dispatchedBy(answer: AttemptAnswer, instance: Instance, attempts: number): Dispatched {
  answer.instance = instance;
  answer.attempts = attempts;
  return answer as Dispatched;
}
