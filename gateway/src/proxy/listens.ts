import { connect } from "node:net";

/** Whether somebody takes connections there. It says nothing about whether they will be answered. */
export function listens(host: string, port: number, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const attempt = connect({ host, port });
    const settle = (answer: boolean) => {
      attempt.destroy();
      resolve(answer);
    };
    attempt
      .setTimeout(withinMs, () => settle(false))
      .once("connect", () => settle(true))
      .once("error", () => settle(false));
  });
}
