import { type Route, route } from "@siren/chassis/http/routes";
import { notificationChoices, notificationsView } from "@siren/contracts/notifications";
import { anybodySignedIn } from "../account-routes.ts";
import type { Choices } from "./choices.ts";

/** What somebody wants to be written to about. */
export function notificationRoutes(choices: Choices): Route[] {
  return [
    route({
      method: "GET",
      path: "/me/notifications",
      summary: "What one is written to about, by which channel, and whether it would arrive.",
      answers: { 200: notificationsView },
      refuses: ["NOT_FOUND"],
      access: anybodySignedIn,
      async handle(c) {
        return { status: 200, body: await choices.read(c.caller.sub) };
      },
    }),
    route({
      method: "PUT",
      path: "/me/notifications",
      summary: "Says so anew, all of it; what is turned off and not sent yet is not sent.",
      answers: { 200: notificationsView },
      refuses: ["NOT_FOUND", "NOT_VERIFIED", "MAIL_UNAVAILABLE"],
      access: anybodySignedIn,
      body: notificationChoices,
      async handle(c) {
        return { status: 200, body: await choices.change(c.caller.sub, c.body) };
      },
    }),
  ];
}
